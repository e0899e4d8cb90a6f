using System.Text.Json;
using ServerlessPipeline.LocalCloud.Iam;
using ServerlessPipeline.LocalCloud.Sqs.Wire;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>
/// What each operation needs: the action of its name, of batches the single one's. Source: Service Authorization
/// Reference, "Actions, resources, and condition keys for Amazon SQS".
/// </summary>
internal static class SqsPermissions
{
    /// <exception cref="SqsException">AccessDenied, or the queue's URL is none.</exception>
    public static void Demand(Session session, Call call)
    {
        try
        {
            var (action, resource) = Of(call) ?? throw session.Unknown($"sqs:{call.Operation}");
            session.Demand(action, resource);
        }
        catch (AccessDeniedException denied)
        {
            throw SqsException.AccessDenied(denied.Message);
        }
    }

    /// <summary>Null for an operation that is not known here.</summary>
    private static (string Action, string Resource)? Of(Call call) => call.Operation switch
    {
        "ListQueues" => ("sqs:ListQueues", "*"),
        "CreateQueue" or "GetQueueUrl" => ($"sqs:{call.Operation}", Arn(Text(call, "QueueName"))),
        "GetQueueAttributes" or "SetQueueAttributes" or "ListDeadLetterSourceQueues" or "PurgeQueue" or "DeleteQueue"
            or "SendMessage" or "ReceiveMessage" or "DeleteMessage" or "ChangeMessageVisibility" =>
            ($"sqs:{call.Operation}", QueueArn(call)),
        "SendMessageBatch" => ("sqs:SendMessage", QueueArn(call)),
        "DeleteMessageBatch" => ("sqs:DeleteMessage", QueueArn(call)),
        "ChangeMessageVisibilityBatch" => ("sqs:ChangeMessageVisibility", QueueArn(call)),
        _ => null,
    };

    private static string QueueArn(Call call) =>
        Arn(QueueUrl.NameIn(Text(call, "QueueUrl")) ?? throw SqsException.QueueDoesNotExist());

    private static string Arn(string name) => LocalAccount.Arn("sqs", name);

    private static string Text(Call call, string member) =>
        call.Input[member] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : "";
}
