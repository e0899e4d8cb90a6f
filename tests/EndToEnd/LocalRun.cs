using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>A folder and a port for the runs of one test.</summary>
internal sealed class LocalRun : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly AmazonDynamoDBClient _dynamoDb;

    public LocalRun()
    {
        Port = FreePort();
        _dynamoDb = new AmazonDynamoDBClient(
            new BasicAWSCredentials("operator", "operator"),
            new AmazonDynamoDBConfig
            {
                ServiceURL = $"http://127.0.0.1:{Port}",
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            });
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("up-").FullName;

    public int Port { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public PipelineProcess Up(params string[] options) => PipelineProcess.Start(["up", .. Where, .. options]);

    public PipelineProcess Invoke(params string[] options) => PipelineProcess.Start(["invoke", .. Where, .. options]);

    public Task WaitForItemsAsync() => Eventually.GetAsync(ItemsAsync, items => items.Count > 0, Patience);

    /// <summary>All items of the table; none while the run has not come up.</summary>
    public async Task<List<Dictionary<string, AttributeValue>>> ItemsAsync()
    {
        try
        {
            return (await _dynamoDb.ScanAsync(new ScanRequest { TableName = ProcessedData.TableName })).Items;
        }
        catch (Exception exception) when (exception is HttpRequestException or ResourceNotFoundException or AmazonDynamoDBException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        _dynamoDb.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private string[] Where => ["--data", Data, "--port", Port.ToString(CultureInfo.InvariantCulture)];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
