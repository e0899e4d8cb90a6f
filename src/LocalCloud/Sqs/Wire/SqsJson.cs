using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

/// <summary>Numbers may be texts, for that is what the query protocol has.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(CreateQueueRequest))]
[JsonSerializable(typeof(GetQueueUrlRequest))]
[JsonSerializable(typeof(ListQueuesRequest))]
[JsonSerializable(typeof(ListDeadLetterSourceQueuesRequest))]
[JsonSerializable(typeof(BareQueueRequest))]
[JsonSerializable(typeof(GetQueueAttributesRequest))]
[JsonSerializable(typeof(SetQueueAttributesRequest))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(ReceiveMessageRequest))]
[JsonSerializable(typeof(DeleteMessageRequest))]
[JsonSerializable(typeof(ChangeMessageVisibilityRequest))]
[JsonSerializable(typeof(BatchRequest<SendMessageBatchEntry>), TypeInfoPropertyName = "SendMessageBatchRequest")]
[JsonSerializable(typeof(BatchRequest<DeleteMessageBatchEntry>), TypeInfoPropertyName = "DeleteMessageBatchRequest")]
[JsonSerializable(typeof(BatchRequest<ChangeMessageVisibilityBatchEntry>), TypeInfoPropertyName = "ChangeMessageVisibilityBatchRequest")]
[JsonSerializable(typeof(QueueUrlResponse))]
[JsonSerializable(typeof(ListQueuesResponse))]
[JsonSerializable(typeof(ListDeadLetterSourceQueuesResponse))]
[JsonSerializable(typeof(GetQueueAttributesResponse))]
[JsonSerializable(typeof(SendMessageResponse))]
[JsonSerializable(typeof(ReceiveMessageResponse))]
[JsonSerializable(typeof(BatchResponse<SendMessageBatchSuccess>), TypeInfoPropertyName = "SendMessageBatchResponse")]
[JsonSerializable(typeof(BatchResponse<BatchSuccess>), TypeInfoPropertyName = "BatchResponse")]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, MessageAttribute>))]
internal sealed partial class SqsJson : JsonSerializerContext;
