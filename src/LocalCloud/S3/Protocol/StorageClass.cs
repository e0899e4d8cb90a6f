using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>Where S3 keeps an object. Here all of them are the same place, so those are played from which S3 reads at once.</summary>
internal static class StorageClass
{
    public const string Header = "x-amz-storage-class";
    public const string Standard = "STANDARD";

    private static readonly string[] Played =
        [Standard, "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "REDUCED_REDUNDANCY"];

    private static readonly string[] Lacking = ["GLACIER", "DEEP_ARCHIVE", "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS"];

    /// <summary>Of kept headers as JSON; of most objects it is the default, which is known without reading them.</summary>
    public static string Of(string headersJson) => headersJson.Contains(Header, StringComparison.Ordinal)
        ? JsonSerializer.Deserialize(headersJson, S3Json.Default.DictionaryStringString)!.GetValueOrDefault(Header, Standard)
        : Standard;

    /// <summary>What a request asks for, or the default.</summary>
    /// <exception cref="S3Exception">NotImplemented, or InvalidStorageClass.</exception>
    public static string Of(S3Request request)
    {
        var given = request.Header(Header) ?? Standard;
        return Played.Contains(given) ? given
            : Lacking.Contains(given) ? throw S3Errors.NotImplemented($"The storage class {given}")
            : throw new S3Exception(
                StatusCodes.Status400BadRequest, "InvalidStorageClass", "The storage class you specified is not valid")
            { Details = [("StorageClassRequested", given)] };
    }
}
