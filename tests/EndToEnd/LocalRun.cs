using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>A folder and a port for the runs of one test.</summary>
internal sealed class LocalRun : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ReservedPort _port = new();
    private AmazonDynamoDBClient? _dynamoDb;

    public string Path { get; } = Directory.CreateTempSubdirectory("up-").FullName;

    public int Port => _port.Number;

    /// <summary>The operator's, once the run has made them.</summary>
    /// <exception cref="IOException">It has not.</exception>
    public BasicAWSCredentials Credentials
    {
        get
        {
            var credentials = OperatorCredentials.Read(Data);
            return new BasicAWSCredentials(credentials.AccessKeyId, credentials.Secret);
        }
    }

    public string Data => System.IO.Path.Combine(Path, "data");

    public PipelineProcess Up(params string[] options) => PipelineProcess.Start(["up", .. Where, .. options]);

    public PipelineProcess UpWith(IReadOnlyDictionary<string, string> environment, params string[] options) =>
        PipelineProcess.Start(environment, ["up", .. Where, .. options]);

    public PipelineProcess Invoke(params string[] options) => PipelineProcess.Start(["invoke", .. Where, .. options]);

    public Task WaitForItemsAsync() => Eventually.GetAsync(ItemsAsync, items => items.Count > 0, Patience);

    /// <summary>All items of the table; none while the run has not come up.</summary>
    public async Task<List<Dictionary<string, AttributeValue>>> ItemsAsync()
    {
        try
        {
            return (await DynamoDb.ScanAsync(new ScanRequest { TableName = ProcessedData.TableName })).Items;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ResourceNotFoundException or AmazonDynamoDBException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        _dynamoDb?.Dispose();
        _port.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private AmazonDynamoDBClient DynamoDb => _dynamoDb ??= new AmazonDynamoDBClient(
        Credentials,
        new AmazonDynamoDBConfig { ServiceURL = $"http://127.0.0.1:{Port}", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public string[] Where => ["--data", Data, "--port", Port.ToString(CultureInfo.InvariantCulture)];
}
