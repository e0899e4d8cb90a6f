using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>The log groups of a deployment in AWS. Each question is for one day: a group is searched from the beginning of the time to its end.</summary>
internal sealed class CloudLogs(AmazonCloudWatchLogsClient client, IReadOnlyList<string> groups) : ILogs
{
    // Of a file that is told by a hundred lines at most.
    private const int MostPages = 200;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<LogLine>?> ReadAsync(string file, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (since is not { } start)
        {
            return null;
        }

        try
        {
            var lines = await Task.WhenAll(groups.Select(group => ReadAsync(group, file, start, cancellationToken)));
            return [.. lines.SelectMany(each => each).OrderBy(line => line.At)];
        }
        catch (Exception exception) when (ServiceErrors.Are(exception))
        {
            // Whoever may read the tables may not be allowed to read the logs; the rest can be told without them.
            return null;
        }
    }

    private async Task<List<LogLine>> ReadAsync(string group, string file, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var lines = new List<LogLine>();
        var request = new FilterLogEventsRequest
        {
            LogGroupName = group,
            FilterPattern = $"\"{file.Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            StartTime = since.ToUnixTimeMilliseconds(),
            EndTime = (since + Day).ToUnixTimeMilliseconds(),
        };
        for (var page = 0; page < MostPages; page++)
        {
            var response = await client.FilterLogEventsAsync(request, cancellationToken);
            lines.AddRange((response.Events ?? [])
                .Select(one => LogLine.Parse(one.Message)).OfType<LogLine>().Where(line => line.IsOf(file)));
            if (string.IsNullOrEmpty(response.NextToken))
            {
                break;
            }

            request.NextToken = response.NextToken;
        }

        return lines;
    }
}
