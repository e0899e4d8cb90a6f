using System.Diagnostics;
using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.LocalCloud.DynamoDb;

namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

public sealed class LifetimeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    private string Tables => Path.Combine(_folder.Path, "tables");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_keeps_items_and_settings()
    {
        await using (var first = await LocalDynamoDb.StartAsync(_folder.Path))
        {
            await first.Service.PutTableAsync(LocalDynamoDb.Table("Kept") with { DeletionProtection = true }, Cancellation);
            await first.PutItem("Kept", "1", ("price", new AttributeValue { N = "2.5" }));
        }

        await using var second = await LocalDynamoDb.StartAsync(_folder.Path);

        Assert.Equal("2.5", (await second.GetItem("Kept", "1"))!["price"].N);
        Assert.True((await second.Client.DescribeTableAsync("Kept", Cancellation)).Table.DeletionProtectionEnabled);
    }

    [Fact]
    public async Task Killed_dynalite_is_started_again_and_loses_nothing()
    {
        await using var dynamoDb = await LocalDynamoDb.StartAsync(_folder.Path);
        await dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Kept"), Cancellation);
        await dynamoDb.PutItem("Kept", "before");
        var killed = dynamoDb.Service.DynaliteProcessId;

        using (var process = Process.GetProcessById(killed))
        {
            process.Kill();
        }

        await dynamoDb.PutItem("Kept", "after");
        Assert.NotNull(await dynamoDb.GetItem("Kept", "before"));
        Assert.NotNull(await dynamoDb.GetItem("Kept", "after"));
        Assert.NotEqual(killed, dynamoDb.Service.DynaliteProcessId);
    }

    [Theory]
    [InlineData("CREATING", 1)]
    [InlineData("UPDATING", 1)]
    [InlineData("DELETING", 0)]
    public async Task Table_that_a_kill_left_between_two_states_is_settled(string status, int itemsLeft)
    {
        await using (var first = await LocalDynamoDb.StartAsync(_folder.Path))
        {
            await first.Service.PutTableAsync(LocalDynamoDb.Table("Half"), Cancellation);
            await first.PutItem("Half", "1");
        }

        await SetTableStatus("Half", status);

        await using var second = await LocalDynamoDb.StartAsync(_folder.Path);
        await second.Service.PutTableAsync(LocalDynamoDb.Table("Half"), Cancellation);
        var scan = await second.Client.ScanAsync(new ScanRequest("Half"), Cancellation);
        Assert.Equal(itemsLeft, scan.Count);
    }

    [Fact]
    public async Task Expired_items_are_deleted_as_minutes_pass()
    {
        await using var dynamoDb = await LocalDynamoDb.StartAsync(_folder.Path, new ShortMinutes());
        await dynamoDb.Service.PutTableAsync(LocalDynamoDb.Table("Expiring") with { TimeToLiveAttribute = "ttl" }, Cancellation);
        var past = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds();
        await dynamoDb.PutItem("Expiring", "1", ("ttl", new AttributeValue { N = $"{past}" }));

        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        while (await dynamoDb.GetItem("Expiring", "1") is not null)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, "the item is still there");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    [Fact]
    public async Task Client_that_leaves_in_the_middle_of_a_request_does_no_harm()
    {
        await using var dynamoDb = await LocalDynamoDb.StartAsync(_folder.Path);
        var before = dynamoDb.Service.DynaliteProcessId;
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(dynamoDb.Endpoint.Host, dynamoDb.Endpoint.Port, Cancellation);
            await socket.GetStream().WriteAsync(
                """
                POST / HTTP/1.1
                Host: x
                Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260202/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0
                X-Amz-Target: DynamoDB_20120810.PutItem
                Content-Length: 1000

                {"TableName":
                """u8.ToArray(), Cancellation);
        }

        await dynamoDb.Client.ListTablesAsync(Cancellation);

        Assert.Equal(before, dynamoDb.Service.DynaliteProcessId);
    }

    [Fact]
    public async Task Second_run_on_the_same_folder_is_refused()
    {
        await using var first = await LocalDynamoDb.StartAsync(_folder.Path);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalDynamoDb.StartAsync(_folder.Path));

        Assert.StartsWith($"Another local run is using '{_folder.Path}'", exception.Message);
    }

    [Fact]
    public async Task Dynalite_ends_when_its_standard_input_closes()
    {
        using var process = StartAlone();
        Assert.StartsWith("READY ", await Line(process.StandardOutput));

        process.StandardInput.Close();

        await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Dynalite_that_still_holds_the_data_is_waited_for()
    {
        using var orphan = StartAlone();
        Assert.StartsWith("READY ", await Line(orphan.StandardOutput));
        using var successor = StartAlone();
        Assert.StartsWith("Waiting ", await Line(successor.StandardError));

        orphan.StandardInput.Close();

        Assert.StartsWith("READY ", await Line(successor.StandardOutput));
        successor.StandardInput.Close();
        await successor.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Failed_start_says_why()
    {
        var options = new DynamoDbOptions { DataFolder = _folder.Path, NodeModules = "/nowhere" };

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => DynamoDbService.StartAsync(options, TimeProvider.System, Cancellation));

        Assert.Contains("Cannot find module 'dynalite'", exception.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<string?> Line(StreamReader output) =>
        output.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);

    private Process StartAlone() => Node(
        Path.Combine(AppContext.BaseDirectory, "DynamoDb", "dynalite.mjs"), NodeModules.Find("dynalite"), Tables);

    /// <summary>What a kill in the middle of CreateTable or DeleteTable leaves behind.</summary>
    private async Task SetTableStatus(string table, string status)
    {
        const string Script = """
            const [level, folder, key, status] = process.argv.slice(1)
            const database = new (require(level).Level)(folder, { valueEncoding: 'json' })
            database.get(key).then(table => database.put(key, { ...table, TableStatus: status })).then(() => database.close())
            """;
        using var process = Node("-e", Script, Path.Combine(NodeModules.Find("level"), "level"), Tables, $"table~{table}", status);
        await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal(0, process.ExitCode);
    }

    private static Process Node(params string[] arguments) => Process.Start(new ProcessStartInfo("node", arguments)
    {
        Environment = { ["LOCAL_SECRET"] = "secret" },
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private sealed class ShortMinutes : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == TimeSpan.FromMinutes(1) ? TimeSpan.FromMilliseconds(20) : dueTime, period);
    }
}
