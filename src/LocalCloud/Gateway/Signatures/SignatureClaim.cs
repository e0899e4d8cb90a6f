using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>What a request says of its own signature: in its Authorization header or, of a presigned URL, in its query.</summary>
internal sealed record SignatureClaim
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>A presigned URL is good for a week at most.</summary>
    private const int LongestLife = 7 * 24 * 60 * 60;

    public required SigningScope Scope { get; init; }

    /// <summary>Such as <c>20260202T134000Z</c>.</summary>
    public required string Time { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>Names in lower case.</summary>
    public required string[] SignedHeaders { get; init; }

    public required string Signature { get; init; }

    /// <summary>How long a presigned URL is good; null for the header.</summary>
    public TimeSpan? Life { get; init; }

    public bool IsForS3 => Scope.Service == "s3";

    /// <summary>The date, region and service of the credential.</summary>
    public string ScopeText => $"{Scope.Date}/{Scope.Region}/{Scope.Service}/aws4_request";

    public string StringToSign(string canonicalHash) => $"{Algorithm}\n{Time}\n{ScopeText}\n{canonicalHash}";

    /// <exception cref="SignatureException">Part of it is missing or malformed.</exception>
    public static SignatureClaim Of(HttpRequest request, SigningScope scope)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.Length > 0 ? OfHeader(request, scope, authorization) : OfQuery(request, scope);
    }

    private static SignatureClaim OfHeader(HttpRequest request, SigningScope scope, string authorization)
    {
        var (algorithm, rest) = authorization.Split(' ', 2) is [var first, var second] ? (first, second) : (authorization, "");
        var fields = new Dictionary<string, string>();
        foreach (var field in rest.Split(',', StringSplitOptions.TrimEntries))
        {
            if (field.Split('=', 2) is [var name, var value])
            {
                fields[name] = value;
            }
        }

        return Read(
            scope,
            algorithm,
            Header("X-Amz-Date") ?? HttpDate() ?? throw Missing("X-Amz-Date"),
            Field("SignedHeaders"),
            Field("Signature"),
            life: null);

        string Field(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw Missing(name);

        string? Header(string name) => request.Headers[name].ToString() is { Length: > 0 } value ? value : null;

        string? HttpDate() => DateTimeOffset.TryParseExact(
            Header("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date.ToString(TimeFormat, CultureInfo.InvariantCulture)
            : null;
    }

    private static SignatureClaim OfQuery(HttpRequest request, SigningScope scope)
    {
        var life = int.TryParse(Parameter("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= LongestLife
            ? TimeSpan.FromSeconds(seconds)
            : throw SignatureException.Incomplete($"X-Amz-Expires must be a number of seconds, at most {LongestLife}.");
        return Read(
            scope,
            Parameter("X-Amz-Algorithm"),
            Parameter("X-Amz-Date"),
            Parameter("X-Amz-SignedHeaders"),
            Parameter("X-Amz-Signature"),
            life);

        string Parameter(string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : throw Missing(name);
    }

    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private static SignatureClaim Read(
        SigningScope scope, string algorithm, string time, string signedHeaders, string signature, TimeSpan? life)
    {
        if (algorithm != Algorithm)
        {
            throw SignatureException.Incomplete($"The algorithm '{algorithm}' is not played locally; {Algorithm} is.");
        }

        if (!DateTimeOffset.TryParseExact(
            time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt)
            || !time.StartsWith(scope.Date, StringComparison.Ordinal))
        {
            throw SignatureException.Incomplete(
                $"The time '{time}' must have the form {TimeFormat.Replace("'", "", StringComparison.Ordinal)}, of the day that the credential's scope names.");
        }

        return new SignatureClaim
        {
            Scope = scope,
            Time = time,
            SignedAt = signedAt,
            SignedHeaders = signedHeaders.Split(';'),
            Signature = signature,
            Life = life,
        };
    }

    private static SignatureException Missing(string part) =>
        SignatureException.Incomplete($"The request's signature is incomplete: {part} is missing.");
}
