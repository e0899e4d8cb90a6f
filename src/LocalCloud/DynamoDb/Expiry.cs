using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>
/// Deletes items whose time to live is over, by a scan once a minute. Like DynamoDB it may take its time, and leaves
/// alone what expired more than five years ago.
/// </summary>
internal sealed class Expiry : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dynalite _dynalite;
    private readonly TableSettingsStore _settings;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;
    private long _deleted;

    public Expiry(Dynalite dynalite, TableSettingsStore settings, TimeProvider time)
    {
        _dynalite = dynalite;
        _settings = settings;
        _time = time;
        _work = RunAsync();
    }

    /// <summary>How many items it has deleted since the start.</summary>
    public long Deleted => Interlocked.Read(ref _deleted);

    public async Task DeleteExpiredItemsAsync(CancellationToken cancellationToken)
    {
        foreach (var (table, settings) in _settings.All())
        {
            if (settings.TimeToLiveAttribute is { } attribute)
            {
                await DeleteExpiredItemsAsync(table, attribute, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, _time, _stopping.Token);
                await TryDeleteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
    }

    private async Task TryDeleteAsync()
    {
        try
        {
            await DeleteExpiredItemsAsync(_stopping.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or DynamoDbException)
        {
            // A table that was just deleted, or dynalite is being started again: the next minute will do.
        }
    }

    private async Task DeleteExpiredItemsAsync(string table, string attribute, CancellationToken cancellationToken)
    {
        var description = await _dynalite.DescribeTableAsync(table, cancellationToken);
        var key = description["Table"]!["KeySchema"]!.AsArray()
            .Select(element => element!["AttributeName"]!.GetValue<string>())
            .ToArray();
        var scan = Request(table, attribute, "FilterExpression");
        do
        {
            var page = await _dynalite.CallAsync("Scan", scan, cancellationToken);
            foreach (var item in page["Items"]!.AsArray().OfType<JsonObject>())
            {
                await DeleteAsync(table, attribute, key, item, cancellationToken);
            }

            scan["ExclusiveStartKey"] = page["LastEvaluatedKey"]?.DeepClone();
        }
        while (scan["ExclusiveStartKey"] is not null);
    }

    private async Task DeleteAsync(
        string table, string attribute, string[] key, JsonObject item, CancellationToken cancellationToken)
    {
        var delete = Request(table, attribute, "ConditionExpression");
        delete["Key"] = new JsonObject(key.Select(name => KeyValuePair.Create(name, item[name]?.DeepClone())));
        try
        {
            await _dynalite.CallAsync("DeleteItem", delete, cancellationToken);
            Interlocked.Increment(ref _deleted);
        }
        catch (DynamoDbException exception) when (exception.Code == "ConditionalCheckFailedException")
        {
            // Somebody gave it more time since the scan.
        }
    }

    private JsonObject Request(string table, string attribute, string expression)
    {
        var now = _time.GetUtcNow();
        return new JsonObject
        {
            ["TableName"] = table,
            [expression] = "attribute_type(#expiry, :number) AND #expiry BETWEEN :oldest AND :now",
            ["ExpressionAttributeNames"] = new JsonObject { ["#expiry"] = attribute },
            ["ExpressionAttributeValues"] = new JsonObject
            {
                [":number"] = new JsonObject { ["S"] = "N" },
                [":oldest"] = Seconds(now.AddYears(-5)),
                [":now"] = Seconds(now),
            },
        };
    }

    private static JsonObject Seconds(DateTimeOffset time) =>
        new() { ["N"] = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
}
