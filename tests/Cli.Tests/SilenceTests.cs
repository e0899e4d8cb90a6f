using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Model;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>A service that accepts and says nothing, or stops in the middle of an answer.</summary>
public sealed class SilenceTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private int _connections;

    public SilenceTests()
    {
        _listener.Start();
        _ = ServeAsync("");
    }

    public static TheoryData<string> Services => ["S3", "SQS", "DynamoDB", "Lambda", "CloudWatch Logs"];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_service_that_accepts_and_says_nothing_is_asked_once_and_given_up(string service)
    {
        using var clients = Clients();

        var exception = await Assert.ThrowsAsync<NoAnswerException>(() => AskAsync(clients, service));

        Assert.Equal(1, _connections);
        var sentence = ServiceErrors.Sentence(exception, Local);
        Assert.True(ServiceErrors.Are(exception));
        Assert.StartsWith($"http://127.0.0.1:{Port} has said nothing for 1 seconds.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_stops_in_its_middle_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _ = ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning", silent);
        using var clients = new AwsClients(
            new LocalTarget(new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"), Operator), TimeSpan.FromSeconds(1));

        using var response = await clients.S3.GetObjectAsync("files", "key", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(response.ResponseStream);

        await Assert.ThrowsAsync<NoAnswerException>(() => reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_person_waits_for_ten_seconds_at_most() => Assert.Equal(TimeSpan.FromSeconds(10), ServiceHttp.UsualPatience);

    private static OperatorCredentials Operator => new("operator", "secret");

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private LocalTarget Local => new(new Uri($"http://127.0.0.1:{Port}"), Operator);

    private AwsClients Clients() => new(Local, TimeSpan.FromSeconds(1));

    private static async Task AskAsync(AwsClients clients, string service)
    {
        var cancellation = TestContext.Current.CancellationToken;
        switch (service)
        {
            case "S3":
                await clients.S3.GetObjectAsync("files", "key", cancellation);
                break;
            case "SQS":
                await clients.Sqs.GetQueueUrlAsync("rows", cancellation);
                break;
            case "DynamoDB":
                await clients.DynamoDb.DescribeTableAsync(new DescribeTableRequest { TableName = "items" }, cancellation);
                break;
            case "Lambda":
                await clients.Lambda.GetFunctionAsync(new GetFunctionRequest { FunctionName = "FanOut" }, cancellation);
                break;
            default:
                using (var logs = new AmazonCloudWatchLogsClient(
                    new Amazon.Runtime.BasicAWSCredentials("id", "secret"), clients.With(new AmazonCloudWatchLogsConfig())))
                {
                    await logs.FilterLogEventsAsync(new FilterLogEventsRequest { LogGroupName = "group" }, cancellation);
                }

                break;
        }
    }

    private async Task ServeAsync(string answer, TcpListener? listener = null)
    {
        var open = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await (listener ?? _listener).AcceptTcpClientAsync(_stop.Token);
                open.Add(client);
                Interlocked.Increment(ref _connections);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            open.ForEach(client => client.Dispose());
        }
    }
}
