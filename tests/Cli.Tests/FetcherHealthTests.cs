using System.Text;
using ServerlessPipeline.Cli.Up;

namespace ServerlessPipeline.Cli.Tests;

public class FetcherHealthTests
{
    private const string Newest =
        """{"message":"metrics","_aws":{},"Bucket":"b","MinutesFetched":1,"GapsOpen":3,"Lag":1250,"UsedWeight":17,"SpooledFiles":2}""";

    [Fact]
    public void The_newest_whole_line_of_metrics_counts()
    {
        string[] lines = ["{\"_aws\":{},\"Lag\":9", "{\"message\":\"started\"}", Newest, "{\"message\":\"minute spooled\"}", Newest[..60]];

        Assert.Equal(new FetcherHealth(TimeSpan.FromSeconds(1.25), UsedWeight: 17, SpooledFiles: 2, GapsOpen: 3), FetcherHealth.Last(lines));
        Assert.Null(FetcherHealth.Last(["{\"message\":\"started\"}"]));
    }

    [Fact]
    public async Task A_long_log_is_read_from_its_end()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, new string('x', 200_000) + "\n" + Newest + "\n", Encoding.UTF8, TestContext.Current.CancellationToken);

            Assert.Equal(3, (await FetcherHealth.ReadAsync(file, TestContext.Current.CancellationToken))!.GapsOpen);
            Assert.Null(await FetcherHealth.ReadAsync(file + ".none", TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
