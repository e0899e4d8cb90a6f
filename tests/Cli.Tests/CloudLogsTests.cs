using System.Net;
using System.Text;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;
using ServerlessPipeline.Cli.Trace;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>The lines of a file from CloudWatch's log groups, page by page.</summary>
public sealed class CloudLogsTests : IDisposable
{
    private const string Key = "data_1_min/dt=2026-02-02/1340.tsv";

    private static readonly DateTimeOffset Since = new(2026, 2, 2, 13, 30, 0, TimeSpan.Zero);

    private readonly HttpListener _server = new();
    private readonly ReservedPort _port = new();
    private readonly List<string> _requests = [];

    private string Url => $"http://127.0.0.1:{_port.Number}/";

    public void Dispose()
    {
        _server.Close();
        _port.Dispose();
    }

    [Fact]
    public async Task Lines_of_the_file_are_read_to_the_last_page_in_the_order_of_their_times()
    {
        Answer(
            (200, Page($$"""{"timestamp":"2026-02-02T13:41:05Z","stage":"sent","file":"{{Key}}"}""", "more")),
            (200, Page($$"""{"timestamp":"2026-02-02T13:41:04Z","stage":"claimed","file":"{{Key}}"}""", null)),
            (200, Page("""{"time":"2026-02-02T13:41:04Z","type":"platform.start"}""", null)));

        var lines = await ReadAsync(["fan-out", "writer"], Since);

        Assert.Equal(["claimed", "sent"], lines!.Select(line => line.Stage));
        Assert.Equal(3, _requests.Count);
        Assert.Single(_requests, request => request.Contains("\"nextToken\":\"more\"", StringComparison.Ordinal));
        Assert.All(_requests, request => Assert.Contains("\"startTime\":1770039000000,\"endTime\":1770125400000", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_that_may_not_be_read_are_none()
    {
        Answer((400, """{"__type":"AccessDeniedException","message":"no"}"""));

        Assert.Null(await ReadAsync(["fan-out"], Since));
    }

    [Fact]
    public async Task Of_a_file_of_no_known_day_nothing_is_asked()
    {
        Assert.Null(await ReadAsync(["fan-out"], since: null));
    }

    private async Task<IReadOnlyList<LogLine>?> ReadAsync(string[] groups, DateTimeOffset? since)
    {
        using var client = new AmazonCloudWatchLogsClient(
            new BasicAWSCredentials("key", "secret"),
            new AmazonCloudWatchLogsConfig { ServiceURL = Url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
        return await new CloudLogs(client, groups).ReadAsync(Key, since, TestContext.Current.CancellationToken);
    }

    /// <summary>The first group's pages come first: the second group's page is told by the request.</summary>
    private void Answer(params (int Status, string Body)[] answers)
    {
        _server.Prefixes.Add(Url);
        _server.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                var context = await _server.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var request = await reader.ReadToEndAsync();
                lock (_requests)
                {
                    _requests.Add(request);
                }

                var answer = request.Contains("\"writer\"", StringComparison.Ordinal) ? answers[2]
                    : request.Contains("nextToken", StringComparison.Ordinal) ? answers[1]
                    : answers[0];
                context.Response.StatusCode = answer.Status;
                context.Response.ContentType = "application/x-amz-json-1.1";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
                context.Response.Close();
            }
        });
    }

    private static string Page(string message, string? next) => System.Text.Json.JsonSerializer.Serialize(
        new { events = new[] { new { timestamp = 1, message } }, nextToken = next });
}
