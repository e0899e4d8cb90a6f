using System.Text.Json;
using Amazon.CDK.Assertions;
using Dict = System.Collections.Generic.Dictionary<string, object>;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class PipelineStackTests(ProductionStack stack, DevelopmentStack development)
{
    private readonly Template _template = stack.Template;

    [Fact]
    public void Synthesis_leaves_no_error() => Assert.Empty(stack.Errors);

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
    public void Every_minute_file_and_every_repair_file_and_nothing_else_triggers_the_fan_out() =>
        _template.HasResourceProperties("Custom::S3BucketNotifications", new Dict
        {
            ["NotificationConfiguration"] = new Dict
            {
                ["LambdaFunctionConfigurations"] = new object[] { NotificationOf("data_1_min/"), NotificationOf("repairs_1_min/"), NotificationOf("backfill_1_min/") },
            },
        });

    [Fact]
    public void The_fan_out_reads_minute_files_and_repair_files_and_nothing_else() =>
        _template.HasResourceProperties("AWS::IAM::Policy", new Dict
        {
            ["PolicyDocument"] = Match.ObjectLike(new Dict
            {
                ["Statement"] = Match.ArrayWith(
                [
                    new Dict
                    {
                        ["Effect"] = "Allow",
                        ["Action"] = new[] { "s3:GetObject", "s3:GetObjectVersion" },
                        ["Resource"] = new object[] { ObjectsOf("data_1_min/*"), ObjectsOf("repairs_1_min/*"), ObjectsOf("backfill_1_min/*") },
                    },
                ]),
            }),
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
        ["BatchSize"] = 100,
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
        _template.ResourcePropertiesCountIs("AWS::SQS::Queue", new Dict { ["MessageRetentionPeriod"] = 1_209_600 }, 2);

    // SQS counts from when a message was first sent: in the dead-letter queue, too, if it is SQS that has moved it there.
    [Fact]
    public void A_row_that_SQS_moves_to_the_dead_letters_on_its_last_day_stays_there_for_another_week()
    {
        var queues = stack.Resources("AWS::SQS::Queue").Values.Select(queue => queue["Properties"]!).ToList();
        var rows = Assert.Single(queues, queue => queue["RedrivePolicy"] is not null);

        Assert.All(queues.Except([rows]), deadLetters =>
            Assert.True((int)deadLetters["MessageRetentionPeriod"]! - (int)rows["MessageRetentionPeriod"]! >= 7 * 24 * 60 * 60));
    }

    [Fact]
    public void The_functions_run_on_the_managed_runtime_by_the_name_of_their_assembly()
    {
        foreach (var assembly in new[] { "ServerlessPipeline.FanOut", "ServerlessPipeline.Writer" })
        {
            _template.HasResourceProperties("AWS::Lambda::Function", new Dict
            {
                ["Runtime"] = "provided.al2023",
                ["Handler"] = assembly,
                ["Architectures"] = new[] { "x86_64" },
                ["LoggingConfig"] = Match.ObjectLike(new Dict { ["LogFormat"] = "JSON" }),
            });
        }
    }

    [Fact]
    public void No_function_may_call_itself_in_a_circle() =>
        Assert.All(Functions(), function => Assert.False(function.Value.TryGetProperty("RecursiveLoop", out _), function.Key));

    [Fact]
    public void Our_functions_are_traced()
    {
        _template.HasResourceProperties("AWS::Lambda::Function", new Dict { ["Handler"] = "ServerlessPipeline.FanOut", ["TracingConfig"] = new Dict { ["Mode"] = "Active" } });
        _template.HasResourceProperties("AWS::Lambda::Function", new Dict { ["Handler"] = "ServerlessPipeline.Writer", ["TracingConfig"] = new Dict { ["Mode"] = "Active" } });
    }

    [Fact]
    public void Every_function_logs_into_a_group_that_expires()
    {
        Assert.All(
            stack.Resources("AWS::Lambda::Function").Concat(development.Resources("AWS::Lambda::Function")),
            function => Assert.NotNull(function.Value["Properties"]!["LoggingConfig"]?["LogGroup"]));
        _template.AllResourcesProperties("AWS::Logs::LogGroup", new Dict { ["RetentionInDays"] = 365 });
    }

    // CDK 2.160 has these from a time before Lambda's newer runtimes.
    [Fact]
    public void No_function_has_a_runtime_in_which_Lambda_creates_none_any_more() => Assert.All(
        Functions(), function => Assert.Contains(function.Value.GetProperty("Runtime").GetString(), (string[])["provided.al2023", "python3.13"]));

    [Fact]
    public void The_bucket_is_versioned_encrypted_private_and_kept() => _template.HasResource("AWS::S3::Bucket", new Dict
    {
        ["Properties"] = Match.ObjectLike(new Dict
        {
            ["VersioningConfiguration"] = new Dict { ["Status"] = "Enabled" },
            ["BucketEncryption"] = Match.AnyValue(),
            ["PublicAccessBlockConfiguration"] = new Dict
            {
                ["BlockPublicAcls"] = true,
                ["BlockPublicPolicy"] = true,
                ["IgnorePublicAcls"] = true,
                ["RestrictPublicBuckets"] = true,
            },
            ["LifecycleConfiguration"] = new Dict
            {
                ["Rules"] = new object[]
                {
                    new Dict
                    {
                        ["Id"] = "retention",
                        ["Status"] = "Enabled",
                        ["AbortIncompleteMultipartUpload"] = new Dict { ["DaysAfterInitiation"] = 1 },
                        ["NoncurrentVersionExpiration"] = new Dict { ["NoncurrentDays"] = 30 },
                        ["Transitions"] = new object[] { new Dict { ["StorageClass"] = "STANDARD_IA", ["TransitionInDays"] = 30 } },
                    },
                },
            },
        }),
    });

    [Fact]
    public void Both_tables_are_on_demand_with_a_ceiling_and_a_key_that_leaves_a_trail() =>
        _template.AllResourcesProperties("AWS::DynamoDB::Table", new Dict
        {
            ["BillingMode"] = "PAY_PER_REQUEST",
            ["OnDemandThroughput"] = new Dict { ["MaxWriteRequestUnits"] = Match.AnyValue() },
            ["SSESpecification"] = new Dict { ["SSEEnabled"] = true },
            ["PointInTimeRecoverySpecification"] = new Dict { ["PointInTimeRecoveryEnabled"] = true },
            ["DeletionProtectionEnabled"] = true,
        });

    [Fact]
    public void Every_queue_is_encrypted() => _template.AllResourcesProperties("AWS::SQS::Queue", new Dict { ["SqsManagedSseEnabled"] = true });

    [Theory]
    [InlineData("AWS::SQS::Queue", "AWS::SQS::QueuePolicy")]
    [InlineData("AWS::S3::Bucket", "AWS::S3::BucketPolicy")]
    [InlineData("AWS::SNS::Topic", "AWS::SNS::TopicPolicy")]
    public void Requests_without_TLS_are_denied(string type, string policyType)
    {
        _template.ResourceCountIs(policyType, stack.Resources(type).Count);

        _template.AllResourcesProperties(policyType, new Dict
        {
            ["PolicyDocument"] = Match.ObjectLike(new Dict
            {
                ["Statement"] = Match.ArrayWith(
                [
                    Match.ObjectLike(new Dict
                    {
                        ["Effect"] = "Deny",
                        ["Condition"] = new Dict { ["Bool"] = new Dict { ["aws:SecureTransport"] = "false" } },
                    }),
                ]),
            }),
        });
    }

    private static Matcher NotificationOf(string prefix) => Match.ObjectLike(new Dict
    {
        ["Events"] = new[] { "s3:ObjectCreated:*" },
        ["Filter"] = new Dict
        {
            ["Key"] = new Dict
            {
                ["FilterRules"] = Match.ArrayWith(
                [
                    new Dict { ["Name"] = "suffix", ["Value"] = ".tsv" },
                    new Dict { ["Name"] = "prefix", ["Value"] = prefix },
                ]),
            },
        },
    });

    private static Dict ObjectsOf(string pattern) => new()
    {
        ["Fn::Join"] = new object[]
        {
            "", new object[] { new Dict { ["Fn::GetAtt"] = new[] { "MinuteFilesBucketD31E1DE9", "Arn" } }, $"/{pattern}" },
        },
    };

    private IEnumerable<KeyValuePair<string, JsonElement>> Functions() =>
        _template.FindResources("AWS::Lambda::Function").Select(function => KeyValuePair.Create(
            function.Key, JsonSerializer.SerializeToElement(function.Value["Properties"])));
}
