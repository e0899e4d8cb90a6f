using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>The wire format of the SDK's client (AWS JSON 1.0) over plain HTTP, for what that client cannot say or show.</summary>
internal static class JsonProtocol
{
    private static readonly HttpClient Http = new();

    /// <summary>The answer of an operation that has to succeed. <paramref name="input"/> is a JSON object.</summary>
    public static async Task<JsonObject> CallAsync(SqsHost sqs, string operation, JsonObject input)
    {
        var (status, answer, _) = await SendAsync(sqs, operation, input);
        Assert.True(status == 200, $"{operation}: {status} {answer}");
        return answer;
    }

    /// <summary>The error of an operation that has to fail.</summary>
    public static async Task<JsonProtocolError> ErrorAsync(SqsHost sqs, string operation, JsonObject input)
    {
        var (status, answer, queryError) = await SendAsync(sqs, operation, input);
        Assert.True(status >= 400, $"{operation}: {status} {answer}");
        return new JsonProtocolError(status, (string)answer["__type"]!, queryError!, (string)answer["message"]!);
    }

    private static async Task<(int Status, JsonObject Answer, string? QueryError)> SendAsync(SqsHost sqs, string operation, JsonObject input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, sqs.Origin);
        request.Headers.Add("X-Amz-Target", "AmazonSQS." + operation);
        request.Content = new StringContent(input.ToJsonString(), null, "application/x-amz-json-1.0");
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        return ((int)response.StatusCode, answer,
            response.Headers.TryGetValues("x-amzn-query-error", out var codes) ? codes.Single() : null);
    }
}

internal sealed record JsonProtocolError(int Status, string Type, string QueryError, string Message);
