using System.Text.Json;
using Amazon.CDK.Assertions;
using Dict = System.Collections.Generic.Dictionary<string, object>;

namespace ServerlessPipeline.Infra.Tests;

public class PipelineStackTests(SynthesizedStack stack) : IClassFixture<SynthesizedStack>
{
    private readonly Template _template = stack.Template;

    [Fact]
    public void Synthesis_leaves_no_error() => Assert.Equal(0, stack.Errors);

    [Theory]
    [InlineData("AWS::DynamoDB::Table", "TablesProcessedDataBCBC2967")]
    [InlineData("AWS::DynamoDB::Table", "TablesPipelineState16A221C1")]
    [InlineData("AWS::S3::Bucket", "MinuteFilesBucketD31E1DE9")]
    public void What_holds_data_keeps_its_logical_id(string type, string logicalId) =>
        Assert.Contains(logicalId, _template.FindResources(type).Keys);

    [Theory]
    [InlineData("AWS::DynamoDB::Table")]
    [InlineData("AWS::S3::Bucket")]
    public void What_holds_data_outlives_the_stack(string type) =>
        _template.AllResources(type, new Dict { ["DeletionPolicy"] = "Retain", ["UpdateReplacePolicy"] = "Retain" });

    [Fact]
    public void ProcessedData_is_keyed_by_symbol_and_open_time() => _template.HasResourceProperties("AWS::DynamoDB::Table", new Dict
    {
        ["TableName"] = "ProcessedData",
        ["KeySchema"] = new object[]
        {
            new Dict { ["AttributeName"] = "symbol", ["KeyType"] = "HASH" },
            new Dict { ["AttributeName"] = "open_time", ["KeyType"] = "RANGE" },
        },
        ["OnDemandThroughput"] = new Dict { ["MaxWriteRequestUnits"] = 200 },
        ["TimeToLiveSpecification"] = new Dict { ["AttributeName"] = "expires_at", ["Enabled"] = true },
        ["DeletionProtectionEnabled"] = true,
        ["PointInTimeRecoverySpecification"] = new Dict { ["PointInTimeRecoveryEnabled"] = true },
    });

    [Fact]
    public void Every_minute_file_and_nothing_else_triggers_the_fan_out() =>
        _template.HasResourceProperties("Custom::S3BucketNotifications", new Dict
        {
            ["NotificationConfiguration"] = new Dict
            {
                ["LambdaFunctionConfigurations"] = new object[]
                {
                    Match.ObjectLike(new Dict
                    {
                        ["Events"] = new[] { "s3:ObjectCreated:*" },
                        ["Filter"] = new Dict
                        {
                            ["Key"] = new Dict
                            {
                                ["FilterRules"] = Match.ArrayWith(
                                [
                                    new Dict { ["Name"] = "suffix", ["Value"] = ".tsv" },
                                    new Dict { ["Name"] = "prefix", ["Value"] = "data_1_min/" },
                                ]),
                            },
                        },
                    }),
                },
            },
        });

    [Fact]
    public void An_event_that_fails_three_times_goes_to_a_queue() => _template.HasResourceProperties("AWS::Lambda::EventInvokeConfig", new Dict
    {
        ["MaximumRetryAttempts"] = 2,
        ["DestinationConfig"] = new Dict { ["OnFailure"] = new Dict { ["Destination"] = Match.AnyValue() } },
    });

    [Fact]
    public void The_writer_is_throttled_and_its_answer_is_listened_to() => _template.HasResourceProperties("AWS::Lambda::EventSourceMapping", new Dict
    {
        ["BatchSize"] = 10,
        ["MaximumBatchingWindowInSeconds"] = 1,
        ["ScalingConfig"] = new Dict { ["MaximumConcurrency"] = 2 },
        ["FunctionResponseTypes"] = new[] { "ReportBatchItemFailures" },
    });

    [Fact]
    public void No_function_has_reserved_concurrency() =>
        Assert.All(Functions(), function => Assert.False(function.Value.TryGetProperty("ReservedConcurrentExecutions", out _), function.Key));

    [Fact]
    public void The_rows_queue_hides_a_message_for_six_timeouts_and_gives_up_after_five_receives() =>
        _template.HasResourceProperties("AWS::SQS::Queue", new Dict
        {
            ["VisibilityTimeout"] = (6 * 20) + 1,
            ["RedrivePolicy"] = Match.ObjectLike(new Dict { ["maxReceiveCount"] = 5 }),
        });

    [Fact]
    public void Dead_letters_are_kept_for_fourteen_days() =>
        _template.ResourcePropertiesCountIs("AWS::SQS::Queue", new Dict { ["MessageRetentionPeriod"] = 1_209_600 }, 3);

    [Fact]
    public void The_functions_run_on_the_managed_runtime_by_the_name_of_their_assembly()
    {
        foreach (var assembly in new[] { "ServerlessPipeline.FanOut", "ServerlessPipeline.Writer" })
        {
            _template.HasResourceProperties("AWS::Lambda::Function", new Dict
            {
                ["Runtime"] = "dotnet10",
                ["Handler"] = assembly,
                ["Architectures"] = new[] { "x86_64" },
                ["LoggingConfig"] = Match.ObjectLike(new Dict { ["LogFormat"] = "JSON" }),
            });
        }
    }

    [Theory]
    [InlineData("FanOut")]
    [InlineData("Writer")]
    public void Each_artifact_is_a_whole_program(string function)
    {
        var folder = Path.Combine(Path.GetDirectoryName(FunctionArtifacts.Published().FanOut)!, function);

        Assert.True(File.Exists(Path.Combine(folder, $"ServerlessPipeline.{function}.dll")));
        Assert.True(File.Exists(Path.Combine(folder, $"ServerlessPipeline.{function}.runtimeconfig.json")));
        Assert.True(File.Exists(Path.Combine(folder, "AWSSDK.DynamoDBv2.dll")));
    }

    private IEnumerable<KeyValuePair<string, JsonElement>> Functions() =>
        _template.FindResources("AWS::Lambda::Function").Select(function => KeyValuePair.Create(
            function.Key, JsonSerializer.SerializeToElement(function.Value["Properties"])));
}
