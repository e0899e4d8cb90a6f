using System.Security.Cryptography;
using System.Text;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>
/// The chain of signatures of a body in signed chunks: each signs its own data and the signature before, and the first one's
/// predecessor is the request's. The gateway leaves it among the features of such a request. Source: "Signature calculations for
/// the Authorization header: transferring a payload in multiple chunks" and "…including trailing headers" in S3's API reference.
/// </summary>
internal sealed class ChunkSignatures(SigningKey key, SignatureClaim claim)
{
    private static readonly string Nothing = Convert.ToHexStringLower(SHA256.HashData([]));

    private string _previous = claim.Signature;

    /// <param name="hash">The SHA-256 of the chunk's data.</param>
    /// <param name="signature">As the chunk says.</param>
    public bool IsNext(ReadOnlySpan<byte> hash, string signature) =>
        Accepts($"AWS4-HMAC-SHA256-PAYLOAD\n{claim.Time}\n{claim.ScopeText}\n{_previous}\n{Nothing}\n{Convert.ToHexStringLower(hash)}", signature);

    /// <param name="trailers">By lower-case name, without their own signature.</param>
    /// <param name="signature">As the trailer says.</param>
    public bool IsOfTrailers(IEnumerable<KeyValuePair<string, string>> trailers, string signature)
    {
        var text = string.Concat(trailers.OrderBy(trailer => trailer.Key, StringComparer.Ordinal)
            .Select(trailer => $"{trailer.Key}:{trailer.Value}\n"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Accepts($"AWS4-HMAC-SHA256-TRAILER\n{claim.Time}\n{claim.ScopeText}\n{_previous}\n{hash}", signature);
    }

    private bool Accepts(string text, string signature)
    {
        _previous = signature;
        return key.IsSignatureOf(text, signature);
    }
}
