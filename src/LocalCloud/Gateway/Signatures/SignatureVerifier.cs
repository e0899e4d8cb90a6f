using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>Checks that a request was signed with the secret of a known key, not long ago, and came as it was signed.</summary>
/// <param name="keys">Who may call.</param>
/// <param name="time">The clock that requests' times are held against: their clients', so the machine's.</param>
internal sealed class SignatureVerifier(AccessKeys keys, TimeProvider time)
{
    private const string PayloadHash = "x-amz-content-sha256";
    private const string Unsigned = "UNSIGNED-PAYLOAD";

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    /// <exception cref="SignatureException">It is not.</exception>
    public async ValueTask VerifyAsync(HttpContext context, SigningScope scope)
    {
        var request = context.Request;
        var claim = SignatureClaim.Of(request, scope);
        var secret = keys.SecretOf(scope.AccessKeyId);
        if (secret is null && !TakesUnknown(request, claim))
        {
            throw SignatureException.UnknownKey(scope.AccessKeyId, keys.Place);
        }

        CheckTime(claim);
        CheckSignedHeaders(request, claim);

        // S3 holds the body against its hash as it comes (BodyClaims); every other body is small.
        var payloadHash = claim.IsForS3
            ? ClaimedHash(request, claim)
            : Convert.ToHexStringLower(SHA256.HashData((await BufferedBody.ReadAsync(request)).Span));
        if (secret is null)
        {
            return;
        }

        var key = new SigningKey(secret, scope.Date, scope.Region, scope.Service);
        if (!key.IsSignatureOf(claim.StringToSign(CanonicalRequest.Hash(request, claim, payloadHash)), claim.Signature))
        {
            throw SignatureException.Mismatch(scope.AccessKeyId, keys.Place);
        }

        if (payloadHash.StartsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", StringComparison.Ordinal))
        {
            context.Features.Set(new ChunkSignatures(key, claim));
        }
    }

    /// <summary>
    /// Without a signature to hold it against, a request must be one that no page in a browser can make: a page cannot sign in a
    /// header of another origin's request, and cannot hide that it is a page.
    /// </summary>
    private bool TakesUnknown(HttpRequest request, SignatureClaim claim) =>
        keys.TakesUnknown(claim.Scope.AccessKeyId) && claim.Life is null && !LocalRequests.IsOfBrowser(request);

    private void CheckTime(SignatureClaim claim)
    {
        var now = time.GetUtcNow();
        if (claim.SignedAt - now > Skew || (claim.Life is null && now - claim.SignedAt > Skew))
        {
            throw SignatureException.Skewed(claim.Time, now);
        }

        if (now - claim.SignedAt > claim.Life)
        {
            throw SignatureException.Expired();
        }
    }

    /// <summary>The host, and all that AWS's own headers say, must be what was signed.</summary>
    private static void CheckSignedHeaders(HttpRequest request, SignatureClaim claim)
    {
        var names = request.Headers.Keys.Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)).Append("host");
        if (names.FirstOrDefault(name => !claim.SignedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } missing)
        {
            throw SignatureException.NotSigned(missing);
        }
    }

    private static string ClaimedHash(HttpRequest request, SignatureClaim claim)
    {
        var hash = request.Headers[PayloadHash].ToString();
        return hash.Length > 0 ? hash
            : claim.Life is null ? throw SignatureException.NoPayloadHash()
            : request.Query[PayloadHash].ToString() is { Length: > 0 } parameter ? parameter
            : Unsigned;
    }
}
