using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>Who asks, and by which address they know us.</summary>
/// <param name="SenderId">The access key's id; AWS has the unique id of the key's user or role there.</param>
/// <param name="Origin">Such as <c>http://127.0.0.1:4566</c>; queue URLs start with it.</param>
internal sealed record Caller(string SenderId, string Origin)
{
    private const string Credential = "Credential=";

    public static Caller Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var start = authorization.IndexOf(Credential, StringComparison.Ordinal);
        return new Caller(
            start < 0 ? LocalAccount.Id : authorization[(start + Credential.Length)..].Split('/')[0],
            $"{request.Scheme}://{request.Host}");
    }
}
