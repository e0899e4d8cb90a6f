using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ServerlessPipeline.LocalCloud.Sqs.Wire;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>The operations by name: decode, do, encode.</summary>
internal sealed class SqsOperations(SqsService service, CancellationToken stopping)
{
    private readonly QueueOperations _queues = new(service);
    private readonly MessageOperations _messages = new(service, stopping);

    /// <returns>Null for an operation without an answer.</returns>
    public async Task<JsonObject?> RunAsync(Call call, Caller caller, CancellationToken cancellation)
    {
        var json = SqsJson.Default;
        switch (call.Operation)
        {
            case "CreateQueue":
                return Encode(_queues.Create(Decode(call, json.CreateQueueRequest), caller), json.QueueUrlResponse);
            case "GetQueueUrl":
                return Encode(_queues.GetUrl(Decode(call, json.GetQueueUrlRequest), caller), json.QueueUrlResponse);
            case "ListQueues":
                return Encode(_queues.List(Decode(call, json.ListQueuesRequest), caller), json.ListQueuesResponse);
            case "ListDeadLetterSourceQueues":
                return Encode(_queues.ListDeadLetterSources(Decode(call, json.ListDeadLetterSourceQueuesRequest), caller),
                    json.ListDeadLetterSourceQueuesResponse);
            case "GetQueueAttributes":
                return Encode(_queues.GetAttributes(Decode(call, json.GetQueueAttributesRequest)), json.GetQueueAttributesResponse);
            case "SetQueueAttributes":
                _queues.SetAttributes(Decode(call, json.SetQueueAttributesRequest));
                return null;
            case "PurgeQueue":
                _queues.Purge(Decode(call, json.BareQueueRequest));
                return null;
            case "DeleteQueue":
                _queues.Delete(Decode(call, json.BareQueueRequest));
                return null;
            case "SendMessage":
                return Encode(_messages.Send(Decode(call, json.SendMessageRequest), caller), json.SendMessageResponse);
            case "SendMessageBatch":
                return Encode(_messages.SendBatch(Decode(call, json.SendMessageBatchRequest), caller), json.SendMessageBatchResponse);
            case "ReceiveMessage":
                return Encode(await _messages.ReceiveAsync(Decode(call, json.ReceiveMessageRequest), cancellation),
                    json.ReceiveMessageResponse);
            case "DeleteMessage":
                _messages.Delete(Decode(call, json.DeleteMessageRequest));
                return null;
            case "DeleteMessageBatch":
                return Encode(_messages.DeleteBatch(Decode(call, json.DeleteMessageBatchRequest)), json.BatchResponse);
            case "ChangeMessageVisibility":
                _messages.ChangeVisibility(Decode(call, json.ChangeMessageVisibilityRequest));
                return null;
            case "ChangeMessageVisibilityBatch":
                return Encode(_messages.ChangeVisibilityBatch(Decode(call, json.ChangeMessageVisibilityBatchRequest)), json.BatchResponse);
            case "AddPermission" or "RemovePermission" or "TagQueue" or "UntagQueue" or "ListQueueTags"
                or "StartMessageMoveTask" or "CancelMessageMoveTask" or "ListMessageMoveTasks":
                throw SqsException.NotImplemented($"Operation {call.Operation}");
            default:
                throw SqsException.UnknownOperation(call.Operation);
        }
    }

    private static T Decode<T>(Call call, JsonTypeInfo<T> type)
        where T : Request
    {
        try
        {
            var request = call.Input.Deserialize(type)!;
            request.RejectOthers();
            return request;
        }
        catch (JsonException e)
        {
            throw SqsException.MalformedInput(e.Message);
        }
    }

    private static JsonObject Encode<T>(T response, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToNode(response, type)!.AsObject();
}
