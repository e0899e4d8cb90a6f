using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>Refuses what an operation does not understand, so that nothing is accepted and ignored.</summary>
internal static class Strictness
{
    /// <summary>What belongs to signing and to the SDKs, in headers or in a presigned URL.</summary>
    private static readonly HashSet<string> Signing = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-amz-algorithm", "x-amz-api-version", "x-amz-content-sha256", "x-amz-credential", "x-amz-date", "x-amz-expires",
        "x-amz-security-token", "x-amz-signature", "x-amz-signedheaders", "x-amz-user-agent", "x-id",
    };

    private static readonly HashSet<string> Conditional = new(StringComparer.OrdinalIgnoreCase)
    {
        "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range", "content-range",
    };

    private static readonly Dictionary<string, string> OnlyValues = new()
    {
        ["x-amz-acl"] = "private",
        ["x-amz-bucket-object-lock-enabled"] = "false",
        ["x-amz-object-ownership"] = "BucketOwnerEnforced",
        // What S3 does anyway.
        ["x-amz-server-side-encryption"] = "AES256",
    };

    /// <exception cref="S3Exception">NotImplemented, or AccessDenied for a bucket owner that is not ours.</exception>
    public static void Check(S3Request request, Operation operation)
    {
        foreach (var parameter in request.Query.Keys)
        {
            if (!parameter.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
                && !Signing.Contains(parameter)
                && parameter != operation.Subresource
                && !operation.Parameters.Contains(parameter))
            {
                throw S3Errors.NotImplemented($"The parameter {parameter} of {operation.Name}");
            }
        }

        foreach (var header in request.HeaderNames().Where(ChangesMeaning))
        {
            CheckHeader(request, operation, header);
        }
    }

    private static bool ChangesMeaning(string header) => Conditional.Contains(header)
        || (header.StartsWith("x-amz-", StringComparison.Ordinal) && !Signing.Contains(header));

    private static void CheckHeader(S3Request request, Operation operation, string header)
    {
        var value = request.Header(header)!;
        if (header == "x-amz-expected-bucket-owner")
        {
            if (value != LocalAccount.Id)
            {
                throw new S3Exception(StatusCodes.Status403Forbidden, "AccessDenied", "Access Denied");
            }
        }
        else if (!operation.Headers.Contains(header)
            && !(operation.TakesUserMetadata && ObjectHeaders.IsUserMetadata(header)))
        {
            throw S3Errors.NotImplemented($"The header {header} of {operation.Name}");
        }
        else if (OnlyValues.TryGetValue(header, out var only) && !value.Equals(only, StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.NotImplemented($"The value {value} of the header {header}");
        }
    }
}
