using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.Cli.Events;

/// <summary>What S3 tells a function of a new object, as far as functions look at it.</summary>
internal static class S3EventJson
{
    public static JsonObject Of(IEnumerable<JsonObject> records) => new() { ["Records"] = new JsonArray([.. records]) };

    /// <param name="version">The object's version id; null in a bucket that keeps none.</param>
    public static JsonObject Record(string bucket, string key, string? version, DateTimeOffset created) => new()
    {
        ["eventVersion"] = "2.1",
        ["eventSource"] = "aws:s3",
        ["eventTime"] = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["eventName"] = "ObjectCreated:Put",
        ["s3"] = new JsonObject
        {
            ["s3SchemaVersion"] = "1.0",
            ["bucket"] = new JsonObject { ["name"] = bucket, ["arn"] = $"arn:aws:s3:::{bucket}" },
            ["object"] = Object(key, version),
        },
    };

    private static JsonObject Object(string key, string? version)
    {
        var s3Object = new JsonObject { ["key"] = WebUtility.UrlEncode(key) };
        if (version is not null)
        {
            s3Object["versionId"] = version;
        }

        return s3Object;
    }
}
