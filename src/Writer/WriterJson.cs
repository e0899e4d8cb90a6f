using System.Text.Json.Serialization;
using Amazon.Lambda.SQSEvents;

namespace ServerlessPipeline.Writer;

[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
internal sealed partial class WriterJson : JsonSerializerContext;
