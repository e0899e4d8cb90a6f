using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.Templates;

public sealed class ResourceTests
{
    [Fact]
    public void Queue_without_properties_has_the_defaults_of_SQS()
    {
        var queue = Assert.Single(Synthesized.Read("""{ "Resources": { "Rows": { "Type": "AWS::SQS::Queue" } } }""").Queues);

        Assert.Equal(new ResourceId("Stack", "Rows", "Stack-Rows", "arn:aws:sqs:us-east-1:000000000000:Stack-Rows"), queue.Id);
        Assert.Equal("http://127.0.0.1:4566/000000000000/Stack-Rows", queue.Url.ToString());
        Assert.Equal(TimeSpan.FromSeconds(30), queue.VisibilityTimeout);
        Assert.Equal(TimeSpan.FromDays(4), queue.MessageRetentionPeriod);
        Assert.Equal(TimeSpan.Zero, queue.Delay);
        Assert.Equal(TimeSpan.Zero, queue.ReceiveWaitTime);
        Assert.Equal(1_048_576, queue.MaximumMessageSize);
        Assert.Null(queue.RedrivePolicy);
    }

    [Fact]
    public void Queue_takes_every_setting()
    {
        var queue = Synthesized.Read("""
            { "Resources": {
              "Dead": { "Type": "AWS::SQS::Queue" },
              "Rows": { "Type": "AWS::SQS::Queue", "Properties": {
                "VisibilityTimeout": 180, "MessageRetentionPeriod": "60", "DelaySeconds": 5, "ReceiveMessageWaitTimeSeconds": 20,
                "MaximumMessageSize": 1024, "FifoQueue": false, "SqsManagedSseEnabled": true,
                "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["Dead", "Arn"] }, "maxReceiveCount": "4" } } } } }
            """).Queues[1];

        Assert.Equal(TimeSpan.FromMinutes(3), queue.VisibilityTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), queue.MessageRetentionPeriod);
        Assert.Equal(TimeSpan.FromSeconds(5), queue.Delay);
        Assert.Equal(TimeSpan.FromSeconds(20), queue.ReceiveWaitTime);
        Assert.Equal(1024, queue.MaximumMessageSize);
        Assert.Equal(new RedrivePolicy("arn:aws:sqs:us-east-1:000000000000:Stack-Dead", 4), queue.RedrivePolicy);
    }

    [Fact]
    public void Table_takes_keys_indexes_and_settings()
    {
        var table = Assert.Single(Synthesized.Read("""
            { "Resources": { "Table": { "Type": "AWS::DynamoDB::Table", "Properties": {
              "TableName": "ProcessedData",
              "KeySchema": [{ "AttributeName": "open_time", "KeyType": "RANGE" }, { "AttributeName": "symbol", "KeyType": "HASH" }],
              "AttributeDefinitions": [{ "AttributeName": "symbol", "AttributeType": "S" }, { "AttributeName": "open_time", "AttributeType": "N" }],
              "BillingMode": "PROVISIONED",
              "ProvisionedThroughput": { "ReadCapacityUnits": 1, "WriteCapacityUnits": 2 },
              "OnDemandThroughput": { "MaxWriteRequestUnits": 50 },
              "GlobalSecondaryIndexes": [{ "IndexName": "by_time", "KeySchema": [{ "AttributeName": "open_time", "KeyType": "HASH" }],
                "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["close"] } }],
              "TimeToLiveSpecification": { "AttributeName": "expires_at", "Enabled": true },
              "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
              "DeletionProtectionEnabled": true, "SSESpecification": { "SSEEnabled": true } } } } }
            """).Tables);

        Assert.Equal("ProcessedData", table.Name);
        Assert.Equal([new KeyAttribute("symbol", "S"), new KeyAttribute("open_time", "N")], table.Key);
        Assert.Equal(new ProvisionedThroughput(1, 2), table.ProvisionedThroughput);
        Assert.Equal(new OnDemandThroughput(null, 50), table.OnDemandThroughput);
        var index = Assert.Single(table.GlobalIndexes);
        Assert.Equal("by_time", index.Name);
        Assert.Equal([new KeyAttribute("open_time", "N")], index.Key);
        Assert.Equal("INCLUDE", index.Projection);
        Assert.Equal(["close"], index.NonKeyAttributes);
        Assert.Equal("expires_at", table.TimeToLiveAttribute);
        Assert.True(table.PointInTimeRecovery);
        Assert.True(table.DeletionProtection);
    }

    [Fact]
    public void Bucket_takes_versioning_and_its_own_notifications()
    {
        var bucket = Assert.Single(Synthesized.Read($$"""
            { "Resources": { {{Function}},
              "Bucket": { "Type": "AWS::S3::Bucket", "Properties": {
                "VersioningConfiguration": { "Status": "Enabled" },
                "NotificationConfiguration": { "LambdaConfigurations": [
                  { "Event": "s3:ObjectCreated:*", "Function": { "Fn::GetAtt": ["Function", "Arn"] },
                    "Filter": { "S3Key": { "Rules": [{ "Name": "Prefix", "Value": "in/" }] } } }] } } } } }
            """).Buckets);

        Assert.True(bucket.Versioned);
        var notification = Assert.Single(bucket.Notifications);
        Assert.Equal("Bucket-1", notification.Id);
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:Stack-Function", notification.FunctionArn);
        Assert.Equal(["s3:ObjectCreated:*"], notification.Events);
        Assert.Equal("in/", notification.Prefix);
        Assert.Null(notification.Suffix);
    }

    [Fact]
    public void Function_without_more_has_the_defaults_of_Lambda()
    {
        var function = Assert.Single(Synthesized.Read($$"""{ "Resources": { {{Function}} } }""").Functions);

        Assert.Equal("code", Path.GetFileName(function.Folder));
        Assert.Equal(128, function.MemoryMegabytes);
        Assert.Equal(TimeSpan.FromSeconds(3), function.Timeout);
        Assert.Empty(function.Environment);
        Assert.Equal("x86_64", function.Architecture);
        Assert.Null(function.ReservedConcurrency);
        Assert.Equal(2, function.MaximumRetryAttempts);
        Assert.Equal(TimeSpan.FromHours(6), function.MaximumEventAge);
        Assert.Null(function.OnFailureArn);
    }

    [Fact]
    public void Resource_whose_condition_does_not_hold_is_left_out()
    {
        var deployment = Synthesized.Read("""
            { "Conditions": { "No": { "Fn::Equals": ["a", "b"] } },
              "Resources": { "Rows": { "Type": "AWS::SQS::Queue", "Condition": "No" } },
              "Outputs": { "Url": { "Condition": "No", "Value": { "Ref": "Rows" } } } }
            """);

        Assert.Empty(deployment.Queues);
        Assert.Empty(deployment.Outputs);
    }

    internal const string Function = """
        "Function": { "Type": "AWS::Lambda::Function", "Properties": { "Code": { "S3Key": "code.zip" }, "Handler": "h",
          "Runtime": "dotnet10", "Role": "arn:aws:iam::000000000000:role/r" } }
        """;
}
