using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.S3;

/// <summary>What the database holds as JSON.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<NotificationRule>))]
internal sealed partial class S3Json : JsonSerializerContext;
