using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>
/// A request is not signed as it must be. The codes are those of AWS, which differ: S3's, those of the older query protocol, and
/// those of the JSON protocols.
/// </summary>
internal sealed class SignatureException : Exception
{
    private readonly Code _s3;
    private readonly Code _query;
    private readonly Code _json;

    private SignatureException(string message, Code s3, Code query, Code json)
        : base(message) => (_s3, _query, _json) = (s3, query, json);

    public static SignatureException Incomplete(string message) => new(
        message,
        new("AuthorizationHeaderMalformed", StatusCodes.Status400BadRequest),
        new("IncompleteSignature", StatusCodes.Status400BadRequest),
        new("IncompleteSignatureException", StatusCodes.Status400BadRequest));

    public static SignatureException UnknownKey(string accessKeyId, string place) => new(
        $"The access key '{accessKeyId}' is not known here. The operator's is in {place}, which AWS_SHARED_CREDENTIALS_FILE may name.",
        new("InvalidAccessKeyId", StatusCodes.Status403Forbidden),
        new("InvalidClientTokenId", StatusCodes.Status403Forbidden),
        new("UnrecognizedClientException", StatusCodes.Status400BadRequest));

    public static SignatureException Mismatch(string accessKeyId, string place) => Invalid(
        "SignatureDoesNotMatch",
        $"The request signature we calculated does not match the signature you provided: the secret of '{accessKeyId}' is another, "
        + $"or the request was changed. The operator's credentials are in {place}.");

    /// <summary>Clients that find this set their own clock right by the answer's Date header, and try again.</summary>
    public static SignatureException Skewed(string time, DateTimeOffset now) => Invalid(
        "RequestTimeTooSkewed",
        $"The difference between the request time and the current time is too large: signed {time}, now {now:yyyyMMdd'T'HHmmss'Z'}.");

    public static SignatureException Expired() => Invalid("AccessDenied", "Request has expired.");

    public static SignatureException NotSigned(string header) => Invalid(
        "AccessDenied", $"There were headers present in the request which were not signed: {header}.");

    public static SignatureException NoPayloadHash() => new(
        "Missing required header for this request: x-amz-content-sha256.",
        new("InvalidRequest", StatusCodes.Status400BadRequest),
        new("InvalidRequest", StatusCodes.Status400BadRequest),
        new("InvalidRequest", StatusCodes.Status400BadRequest));

    public static SignatureException TooLarge(int most) => new(
        $"The request is over {most} bytes, more than any service but S3 takes.",
        new("EntityTooLarge", StatusCodes.Status400BadRequest),
        new("RequestEntityTooLarge", StatusCodes.Status413PayloadTooLarge),
        new("RequestEntityTooLargeException", StatusCodes.Status413PayloadTooLarge));

    public Task WriteAsync(HttpContext context)
    {
        var code = SigningScope.Of(context.Request)?.Service switch
        {
            "s3" => _s3,
            _ when context.Request.Headers.ContainsKey("X-Amz-Target") => _json,
            "lambda" => _json with { Status = Math.Max(_json.Status, _s3.Status) },
            _ => _query,
        };
        return GatewayError.WriteAsync(context, code.Status, code.Name, Message);
    }

    private static SignatureException Invalid(string s3, string message) => new(
        message,
        new(s3, StatusCodes.Status403Forbidden),
        new("SignatureDoesNotMatch", StatusCodes.Status403Forbidden),
        new("InvalidSignatureException", StatusCodes.Status400BadRequest));

    private sealed record Code(string Name, int Status);
}
