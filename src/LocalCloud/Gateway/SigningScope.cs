using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>Who signed a request, and for what, as the request itself says.</summary>
internal sealed record SigningScope(string AccessKeyId, string Date, string Region, string Service)
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
    private static SigningScope? Parse(string credential) => credential.Split('/') switch
    {
        [{ Length: > 0 } key, var date, var region, var service, "aws4_request"] => new SigningScope(key, date, region, service),
        [{ Length: > 0 } key, var date, var service, "aws4_request"] => new SigningScope(key, date, "", service),
        _ => null,
    };
}
