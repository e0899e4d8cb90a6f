using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>
/// The calls that dynalite lacks or answers only in part, all about tables as a whole: expiry, backups, deletion protection,
/// limits. Every answer is as AWS's API reference has it.
/// </summary>
internal sealed class TableOperations(Dynalite dynalite, TableSettingsStore settings)
{
    /// <summary>What dynalite answers alone. What is neither here nor below is refused by name.</summary>
    private static readonly HashSet<string> Passed =
    [
        "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "ListTables", "ListTagsOfResource", "PutItem", "Query",
        "Scan", "TagResource", "UntagResource", "UpdateItem",
    ];

    /// <summary>Whether an operation leaves tables and items as they are.</summary>
    public static bool Reads(string operation) => operation is "BatchGetItem" or "ExecuteStatement" or "GetItem" or "Query" or "Scan"
        || operation.StartsWith("Describe", StringComparison.Ordinal)
        || operation.StartsWith("List", StringComparison.Ordinal);

    public static bool IsPassedOn(string operation) => Passed.Contains(operation);

    /// <param name="operation">Such as <c>UpdateTimeToLive</c>.</param>
    /// <param name="request">The call's parameters.</param>
    /// <param name="host">Under which the client reaches the gateway.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DynamoDbException">The answer is an error.</exception>
    public Task<JsonObject> AnswerAsync(
        string operation, JsonObject request, string host, CancellationToken cancellationToken) => operation switch
        {
            "CreateTable" => CreateTableAsync(request, cancellationToken),
            "DeleteTable" => DeleteTableAsync(request, cancellationToken),
            "DescribeContinuousBackups" => DescribeContinuousBackupsAsync(request, cancellationToken),
            "DescribeEndpoints" => Task.FromResult(Endpoints(host)),
            "DescribeLimits" => Task.FromResult(Limits()),
            "DescribeTable" => DescribeTableAsync(request, cancellationToken),
            "DescribeTimeToLive" => DescribeTimeToLiveAsync(request, cancellationToken),
            "UpdateContinuousBackups" => UpdateContinuousBackupsAsync(request, cancellationToken),
            "UpdateTable" => UpdateTableAsync(request, cancellationToken),
            "UpdateTimeToLive" => UpdateTimeToLiveAsync(request, cancellationToken),
            _ => throw DynamoDbException.UnknownOperation(operation),
        };

    private async Task<JsonObject> CreateTableAsync(JsonObject request, CancellationToken cancellationToken)
    {
        RefuseStreams(request);
        var answer = await dynalite.CallAsync("CreateTable", request, cancellationToken);
        var protection = Flag(request["DeletionProtectionEnabled"]) ?? false;
        settings.Update(Table(request), _ => new TableSettings(DeletionProtection: protection));
        return WithProtection(answer, "TableDescription");
    }

    private async Task<JsonObject> DeleteTableAsync(JsonObject request, CancellationToken cancellationToken)
    {
        var table = Table(request);
        if (settings.Get(table).DeletionProtection)
        {
            throw DynamoDbException.Validation(
                "Resource cannot be deleted as it is currently protected against deletion. "
                + "Disable deletion protection first.");
        }

        var answer = await dynalite.CallAsync("DeleteTable", request, cancellationToken);
        settings.Remove(table);
        return answer;
    }

    private async Task<JsonObject> DescribeTableAsync(JsonObject request, CancellationToken cancellationToken) =>
        WithProtection(await dynalite.CallAsync("DescribeTable", request, cancellationToken), "Table");

    private async Task<JsonObject> UpdateTableAsync(JsonObject request, CancellationToken cancellationToken)
    {
        RefuseStreams(request);
        var description = await dynalite.DescribeTableAsync(Table(request), cancellationToken);
        if (Flag(request["DeletionProtectionEnabled"]) is { } protection)
        {
            request.Remove("DeletionProtectionEnabled");
            settings.Update(Table(request), table => table with { DeletionProtection = protection });
            if (request.Count == 1)
            {
                var table = description["Table"]!.DeepClone();
                return WithProtection(new JsonObject { ["TableDescription"] = table }, "TableDescription");
            }
        }

        return WithProtection(await dynalite.CallAsync("UpdateTable", request, cancellationToken), "TableDescription");
    }

    private async Task<JsonObject> DescribeTimeToLiveAsync(JsonObject request, CancellationToken cancellationToken)
    {
        await RequireTableAsync(request, cancellationToken);
        var description = settings.Get(Table(request)).TimeToLiveAttribute is { } attribute
            ? new JsonObject { ["TimeToLiveStatus"] = "ENABLED", ["AttributeName"] = attribute }
            : new JsonObject { ["TimeToLiveStatus"] = "DISABLED" };
        return new JsonObject { ["TimeToLiveDescription"] = description };
    }

    private async Task<JsonObject> UpdateTimeToLiveAsync(JsonObject request, CancellationToken cancellationToken)
    {
        await RequireTableAsync(request, cancellationToken);
        var wanted = request["TimeToLiveSpecification"];
        if (Flag(wanted?["Enabled"]) is not { } enabled
            || wanted?["AttributeName"]?.GetValue<string>() is not { Length: > 0 } attribute)
        {
            throw DynamoDbException.Validation("TimeToLiveSpecification needs Enabled and AttributeName");
        }

        settings.Update(Table(request), table => table.TimeToLiveAttribute is null == enabled
            ? table with { TimeToLiveAttribute = enabled ? attribute : null }
            : throw DynamoDbException.Validation($"TimeToLive is already {(enabled ? "enabled" : "disabled")}"));
        return new JsonObject { ["TimeToLiveSpecification"] = wanted.DeepClone() };
    }

    private async Task<JsonObject> DescribeContinuousBackupsAsync(JsonObject request, CancellationToken cancellationToken)
    {
        await RequireTableAsync(request, cancellationToken);
        return ContinuousBackups(settings.Get(Table(request)));
    }

    private async Task<JsonObject> UpdateContinuousBackupsAsync(JsonObject request, CancellationToken cancellationToken)
    {
        await RequireTableAsync(request, cancellationToken);
        var enabled = Flag(request["PointInTimeRecoverySpecification"]?["PointInTimeRecoveryEnabled"])
            ?? throw DynamoDbException.Validation("PointInTimeRecoverySpecification needs PointInTimeRecoveryEnabled");
        settings.Update(Table(request), table => table with { PointInTimeRecovery = enabled });
        return ContinuousBackups(settings.Get(Table(request)));
    }

    private static JsonObject ContinuousBackups(TableSettings table) => new()
    {
        ["ContinuousBackupsDescription"] = new JsonObject
        {
            ["ContinuousBackupsStatus"] = "ENABLED",
            ["PointInTimeRecoveryDescription"] = new JsonObject
            {
                ["PointInTimeRecoveryStatus"] = table.PointInTimeRecovery ? "ENABLED" : "DISABLED",
            },
        },
    };

    /// <summary>Clients that discover endpoints must come back here.</summary>
    private static JsonObject Endpoints(string host) => new()
    {
        ["Endpoints"] = new JsonArray(new JsonObject { ["Address"] = host, ["CachePeriodInMinutes"] = 1440 }),
    };

    /// <summary>The quotas of a new account.</summary>
    private static JsonObject Limits() => new()
    {
        ["AccountMaxReadCapacityUnits"] = 80000,
        ["AccountMaxWriteCapacityUnits"] = 80000,
        ["TableMaxReadCapacityUnits"] = 40000,
        ["TableMaxWriteCapacityUnits"] = 40000,
    };

    private JsonObject WithProtection(JsonObject answer, string member)
    {
        if (answer[member] is JsonObject table)
        {
            table["DeletionProtectionEnabled"] = settings.Get(Table(table)).DeletionProtection;
        }

        return answer;
    }

    private async Task RequireTableAsync(JsonObject request, CancellationToken cancellationToken) =>
        await dynalite.DescribeTableAsync(Table(request), cancellationToken);

    private static void RefuseStreams(JsonObject request)
    {
        if (Flag(request["StreamSpecification"]?["StreamEnabled"]) == true)
        {
            throw DynamoDbException.Validation("The local DynamoDB has no streams: StreamSpecification is not supported.");
        }
    }

    private static string Table(JsonObject request) => request["TableName"]?.GetValue<string>() ?? "";

    private static bool? Flag(JsonNode? node) => node?.GetValue<bool>();
}
