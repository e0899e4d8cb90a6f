using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>What a request asks for.</summary>
/// <param name="Service"><c>s3</c>, <c>sqs</c> or <c>dynamodb</c>.</param>
/// <param name="Operation">Such as <c>SendMessageBatch</c>; of S3, the method.</param>
internal sealed record Call(string Service, string Operation)
{
    /// <summary>Status and code with which the service refuses what is too much.</summary>
    public (int Status, string Code) Throttling => Service switch
    {
        "s3" => (StatusCodes.Status503ServiceUnavailable, "SlowDown"),
        "sqs" => (StatusCodes.Status400BadRequest, "RequestThrottled"),
        _ => (StatusCodes.Status400BadRequest, "ProvisionedThroughputExceededException"),
    };

    public static Call Of(HttpRequest request) => request.Headers["X-Amz-Target"].ToString().Split('.') switch
    {
        ["AmazonSQS", var operation] => new Call("sqs", operation),
        ["DynamoDB_20120810", var operation] => new Call("dynamodb", operation),
        _ => new Call("s3", request.Method),
    };
}
