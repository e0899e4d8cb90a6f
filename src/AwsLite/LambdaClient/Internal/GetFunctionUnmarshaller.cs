using System.Net;
using System.Text.Json;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Lambda.Internal;

internal sealed class GetFunctionUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = JsonDocument.Parse(input.Stream);
        return new GetFunctionResponse
        {
            Configuration = body.RootElement.TryGetProperty("Configuration", out var configuration) ? Configuration(configuration) : null,
            Concurrency = body.RootElement.TryGetProperty("Concurrency", out var concurrency) && concurrency.ValueKind == JsonValueKind.Object
                ? new Concurrency { ReservedConcurrentExecutions = concurrency.GetProperty("ReservedConcurrentExecutions").GetInt32() }
                : null,
        };
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        LambdaErrors.Read(input, innerException, statusCode);

    private static FunctionConfiguration Configuration(JsonElement element) => new()
    {
        FunctionName = Text(element, "FunctionName"),
        State = Text(element, "State"),
        StateReason = Text(element, "StateReason"),
        LastUpdateStatus = Text(element, "LastUpdateStatus"),
        LastUpdateStatusReason = Text(element, "LastUpdateStatusReason"),
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
