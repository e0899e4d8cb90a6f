using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Counter;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>A reset takes away what was seen, and nothing else.</summary>
public sealed class FileSlotsTests(LocalAws aws) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Slots_that_were_seen_are_given_back()
    {
        using var dynamoDb = aws.DynamoDb();
        var slots = await SlotsAsync(dynamoDb, "b#2", "a#1");

        var seen = await slots.ReadAsync(Cancellation);

        Assert.Equal(["a#1", "b#2"], seen.Select(slot => slot.Identity));
        Assert.True(await slots.ResetAsync(seen, Cancellation));
        Assert.Empty(await slots.ReadAsync(Cancellation));
    }

    [Theory]
    [InlineData("a#1")]
    [InlineData("a#1", "b#2", "c#3")]
    [InlineData("a#1", "c#3")]
    public async Task A_reset_of_slots_that_have_changed_does_nothing(params string[] now)
    {
        using var dynamoDb = aws.DynamoDb();
        var slots = await SlotsAsync(dynamoDb, now);

        var done = await slots.ResetAsync([new Slot("a#1"), new Slot("b#2")], Cancellation);

        Assert.False(done);
        Assert.Equal(now, (await slots.ReadAsync(Cancellation)).Select(slot => slot.Identity));
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("unlimited", null)]
    public async Task The_limit_is_that_of_the_deployment(string output, int? limit)
    {
        using var dynamoDb = aws.DynamoDb();

        Assert.Equal(limit, (await SlotsAsync(dynamoDb, output, [])).Limit);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<FileSlots> SlotsAsync(AmazonDynamoDBClient dynamoDb, params string[] claimed) => SlotsAsync(dynamoDb, "3", claimed);

    private async Task<FileSlots> SlotsAsync(AmazonDynamoDBClient dynamoDb, string limit, string[] claimed)
    {
        var table = await aws.NewTableAsync(PipelineState.Id);
        if (claimed.Length > 0)
        {
            await dynamoDb.PutItemAsync(
                table,
                new()
                {
                    [PipelineState.Id] = new AttributeValue(PipelineState.FileSlots),
                    [PipelineState.Claimed] = new AttributeValue { SS = [.. claimed] },
                },
                Cancellation);
        }

        var outputs = DeploymentOutputs.PathIn(_folder);
        DeploymentOutputs.Write(outputs, new Dictionary<string, string> { ["PipelineStateTable"] = table, ["FileLimit"] = limit });
        return new FileSlots(dynamoDb, DeploymentOutputs.Read(outputs));
    }
}
