using System.Diagnostics;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.LocalCloud.DynamoDb;

namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

public sealed class LifetimeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

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

    [Fact]
    public async Task Client_that_leaves_in_the_middle_of_a_request_does_no_harm()
    {
        await using var dynamoDb = await LocalDynamoDb.StartAsync(_folder.Path);
        var before = dynamoDb.Service.DynaliteProcessId;
        using (var socket = new System.Net.Sockets.TcpClient())
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
        using var process = StartAlone("tables");
        Assert.StartsWith("READY ", await process.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation));

        process.StandardInput.Close();

        await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Dynalite_that_still_holds_the_data_is_waited_for()
    {
        Directory.CreateDirectory(_folder.Path);
        using var orphan = StartAlone("tables");
        await orphan.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
        using var successor = StartAlone("tables");
        var ready = successor.StandardOutput.ReadLineAsync(Cancellation).AsTask();

        orphan.StandardInput.Close();

        Assert.StartsWith("READY ", await ready.WaitAsync(Patience, Cancellation));
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

    private Process StartAlone(string tables) => Process.Start(new ProcessStartInfo("node")
    {
        ArgumentList =
        {
            Path.Combine(AppContext.BaseDirectory, "DynamoDb", "dynalite.mjs"), NodeModules.Find("dynalite"), Path.Combine(_folder.Path, tables),
        },
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
