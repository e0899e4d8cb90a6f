using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

/// <summary>
/// One of the two wire formats of SQS. Both are turned into the JSON protocol's shapes, so that there is one implementation.
/// </summary>
internal interface IProtocol
{
    /// <exception cref="SqsException">The request cannot be read.</exception>
    Task<Call> ReadAsync(HttpRequest request);

    /// <param name="response">Where to.</param>
    /// <param name="operation">What was asked.</param>
    /// <param name="answer">Null where the operation has none.</param>
    /// <param name="requestId">For the answer's metadata.</param>
    Task WriteAsync(HttpResponse response, string operation, JsonObject? answer, string requestId);

    Task WriteAsync(HttpResponse response, SqsException error, string requestId);
}

internal sealed record Call(string Operation, JsonObject Input);
