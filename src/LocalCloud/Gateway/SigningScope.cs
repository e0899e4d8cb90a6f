using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>Who signed a request, and for which service, as the request itself says.</summary>
internal sealed record SigningScope(string AccessKeyId, string Service)
{
    /// <summary>Reads the header or, of a presigned URL, the query; null where the request is not signed.</summary>
    public static SigningScope? Of(HttpRequest request)
    {
        const string Field = "Credential=";
        var authorization = request.Headers.Authorization.ToString();
        var start = authorization.IndexOf(Field, StringComparison.Ordinal);
        if (start < 0)
        {
            return Parse(request.Query["X-Amz-Credential"].ToString());
        }

        var credential = authorization[(start + Field.Length)..];
        return Parse(credential.Split(',', 2)[0].Trim());
    }

    /// <summary>
    /// <c>key/date/region/service/aws4_request</c>; the asymmetric variant of the signature has no region.
    /// </summary>
    private static SigningScope? Parse(string credential) =>
        credential.Split('/') is [{ Length: > 0 } key, _, .., var service, "aws4_request"]
            ? new SigningScope(key, service)
            : null;
}
