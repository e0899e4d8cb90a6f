using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>An error that DynamoDB answers a call with.</summary>
/// <param name="type">With its namespace, such as <c>com.amazonaws.dynamodb.v20120810#ResourceNotFoundException</c>.</param>
/// <param name="message">What the caller reads.</param>
/// <param name="status">The HTTP status.</param>
internal sealed class DynamoDbException(string type, string message, int status = 400) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The type without its namespace.</summary>
    public string Code => type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..];

    public JsonObject Body => new() { ["__type"] = type, ["message"] = Message };

    public static DynamoDbException Validation(string message) =>
        new("com.amazon.coral.validate#ValidationException", message);

    public static DynamoDbException UnknownOperation(string operation) =>
        Service("UnknownOperationException", $"The local DynamoDB does not know the operation '{operation}'.");

    /// <summary>An error that AWS services have in common.</summary>
    public static DynamoDbException Service(string code, string message, int status = 400) =>
        new($"com.amazon.coral.service#{code}", message, status);

    public static DynamoDbException Unavailable(Exception reason) => new(
        "com.amazonaws.dynamodb.v20120810#InternalServerError",
        $"The local DynamoDB is restarting; try again. ({reason.Message})",
        500);
}
