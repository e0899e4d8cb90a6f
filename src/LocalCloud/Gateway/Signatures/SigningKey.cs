using System.Security.Cryptography;
using System.Text;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>What signs in a scope: a day, a region and a service.</summary>
internal sealed class SigningKey
{
    private readonly byte[] _key;

    public SigningKey(string secret, string date, string region, string service) => _key = Hmac(
        Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), date), region), service), "aws4_request");

    /// <returns>In hex.</returns>
    public string Sign(string text) => Convert.ToHexStringLower(Hmac(_key, text));

    /// <summary>Takes as long for every wrong signature, so that none can be found digit by digit.</summary>
    public bool IsSignatureOf(string text, string signature) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Sign(text)), Encoding.UTF8.GetBytes(signature));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
