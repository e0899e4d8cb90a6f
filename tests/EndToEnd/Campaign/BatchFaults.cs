using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>Batches of which a service does a part: <c>SendMessageBatch</c> and <c>BatchWriteItem</c>.</summary>
internal static class BatchFaults
{
    public static bool IsBatch(Call call) => call.Operation is "SendMessageBatch" or "BatchWriteItem";

    /// <summary>Keeps some entries from the service, and answers for them as the service would that did not get to them.</summary>
    public static async Task DoInPartAsync(HttpContext context, Call call, Func<Task> next, Func<double> random, FaultLog log)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        var sends = call.Operation == "SendMessageBatch";
        var entries = sends
            ? request["Entries"]!.AsArray()
            : request["RequestItems"]!.AsObject().Single().Value!.AsArray();
        var left = entries.Where(_ => random() < 0.4).Select(entry => entry!).ToList();

        // A send that has happened may be called failed as well; the receiver then gets the message twice.
        var doneAllTheSame = sends && random() < 0.5;
        if (!doneAllTheSame)
        {
            left.ForEach(entry => entries.Remove(entry));
        }

        var answer = new JsonObject();
        if (entries.Count > 0)
        {
            var body = Encoding.UTF8.GetBytes(request.ToJsonString());
            context.Request.Body = new MemoryStream(body);
            context.Request.ContentLength = body.Length;
            answer = (await Answer.CaptureAsync(context, next)).Json;
            if (context.Response.StatusCode != StatusCodes.Status200OK)
            {
                await Answer.WriteAsync(context, answer);
                return;
            }
        }

        if (left.Count > 0)
        {
            log.Add((sends, doneAllTheSame) switch
            {
                (true, true) => "sqs: a part of SendMessageBatch done and called failed",
                (true, false) => "sqs: a part of SendMessageBatch failed",
                _ => "dynamodb: a part of BatchWriteItem unprocessed",
            });
            Change(answer, request, left, sends);
        }

        await Answer.WriteAsync(context, answer);
    }

    private static void Change(JsonObject answer, JsonObject request, List<JsonNode> left, bool sends)
    {
        if (!sends)
        {
            answer["UnprocessedItems"] = new JsonObject
            {
                [request["RequestItems"]!.AsObject().Single().Key] = new JsonArray([.. left.Select(entry => entry.DeepClone())]),
            };
            return;
        }

        var ids = left.ConvertAll(entry => entry["Id"]!.GetValue<string>());
        answer["Successful"] = new JsonArray(
            [.. (answer["Successful"] as JsonArray ?? []).Where(done => !ids.Contains(done!["Id"]!.GetValue<string>())).Select(done => done!.DeepClone())]);
        answer["Failed"] = new JsonArray([.. ids.Select(id => new JsonObject
        {
            ["Id"] = id,
            ["Code"] = "InternalError",
            ["SenderFault"] = false,
            ["Message"] = "The campaign's.",
        })]);
    }
}
