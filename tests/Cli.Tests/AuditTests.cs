using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Audit;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

public sealed class AuditTests
{
    [Fact]
    public void Items_of_one_file_come_together_whatever_came_between_them()
    {
        using var spool = new SourceSpool(expected: 0);
        for (var minute = 0; minute < 300; minute++)
        {
            spool.Add($"file {minute % 70}", new TableItem(TableItems.Of(minute)));
        }

        var files = spool.Parts().SelectMany(part => part).ToList();

        Assert.Equal(70, files.Select(file => file.SourceKey).Distinct().Count());
        Assert.Equal(70, files.Count);
        Assert.Equal(300, files.Sum(file => file.Items.Count));
        var first = files.Single(file => file.SourceKey == "file 1").Items.Read().Select(item => item[ProcessedData.OpenTime]);
        Assert.Equal([1, 71, 141, 211, 281], first.Select(time => (int)(DateTimeOffset.Parse(time!) - TableItems.Start).TotalMinutes));
    }

    [Fact]
    public void Item_that_waits_for_its_file_keeps_what_it_has_and_what_it_lacks()
    {
        using var spool = new SourceSpool(expected: 1_000_000);
        var item = TableItems.Of(0);
        item.Remove(ProcessedData.Low);
        item[ProcessedData.High] = new AttributeValue("a\tb\n人");
        spool.Add("file", new TableItem(item));

        var spooled = Assert.Single(Assert.Single(Assert.Single(spool.Parts())).Items.Read());

        Assert.Null(spooled[ProcessedData.Low]);
        Assert.Equal("a\tb\n人", spooled[ProcessedData.High]);
        Assert.Equal("1.25", spooled[ProcessedData.Close]);
    }

    [Fact]
    public void Nothing_is_left_in_the_temporary_folder()
    {
        var spool = new SourceSpool(expected: 0);
        spool.Add("file", new TableItem(TableItems.Of(0)));
        Assert.Single(Directory.GetFiles(spool.Folder));

        spool.Dispose();

        Assert.False(Directory.Exists(spool.Folder));
    }

    [Fact]
    public void Key_that_comes_twice_is_one_key()
    {
        var tally = new AuditTally();
        foreach (var minute in new[] { 0, 1, 1, 2 })
        {
            tally.Add(new TableItem(TableItems.Of(minute)));
        }

        Assert.Equal((4, 3, 0), (tally.Items, tally.DistinctKeys, tally.InvalidCount));
    }

    [Fact]
    public void Item_whose_key_is_no_minute_is_counted_and_told()
    {
        var item = TableItems.Of(0);
        item[ProcessedData.OpenTime] = new AttributeValue("2026-02-02T13:40:30Z");
        var tally = new AuditTally();

        tally.Add(new TableItem(item));

        Assert.Equal((1, 1, 0), (tally.Items, tally.DistinctKeys, tally.Symbols.Count));
        Assert.Equal("column open_time: '1770039630000' is not a whole minute", Assert.Single(tally.Invalid).Reason);
    }

    [Fact]
    public void Newest_are_the_latest_open_times_the_latest_first()
    {
        var tally = new AuditTally();
        foreach (var minute in new[] { 5, 1, 9, 3, 7, 2, 8 })
        {
            tally.Add(new TableItem(TableItems.Of(minute)));
        }

        Assert.Equal(["49", "48", "47", "45", "43"], tally.Newest.Select(item => item.OpenTime[14..16]));
    }

    [Fact]
    public void Findings_that_are_many_are_counted_and_the_first_are_told()
    {
        var tally = new AuditTally();
        for (var minute = 0; minute < AuditTally.Told + 50; minute++)
        {
            var item = TableItems.Of(minute);
            item[ProcessedData.High] = new AttributeValue { N = "0.5" };
            tally.Add(new TableItem(item));
        }

        Assert.Equal((AuditTally.Told + 50, AuditTally.Told), (tally.InvalidCount, tally.Invalid.Count));
    }

    // Half a read unit for 4 KB, 0.125 dollars for a million units; 0.0004 dollars for a thousand requests.
    [Theory]
    [InlineData(100_000, 35_000_000, false, 4273, 0.000534125)]
    [InlineData(100_000, 35_000_000, true, 4273, 0.040534125)]
    [InlineData(1_000_000_000, 350_000_000_000, false, 42_724_610, 5.34057625)]
    public void Estimate_is_what_the_reads_cost_on_demand(long items, long bytes, bool verify, long units, double dollars)
    {
        var estimate = new AuditEstimate(items, bytes, verify);

        Assert.Equal((units, dollars), (estimate.ReadUnits, (double)estimate.Dollars));
        Assert.Equal(dollars > 1, estimate.Dollars > AuditEstimate.Threshold);
    }
}
