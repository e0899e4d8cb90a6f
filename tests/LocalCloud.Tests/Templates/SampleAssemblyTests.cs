using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.Templates;

/// <summary>
/// Fixtures/Sample is what CDK 2.160 writes for a bucket that notifies a function, a queue that feeds another, and
/// tables in a stack of their own; hashes are replaced by names, bootstrap rules and the provider's source are cut.
/// </summary>
public sealed class SampleAssemblyTests
{
    private readonly Deployment _deployment = DeploymentReader.Read(
        Path.Combine(AppContext.BaseDirectory, "Templates", "Fixtures", "Sample"), Synthesized.Endpoint);

    [Fact]
    public void Bucket_notification_of_the_custom_resource_starts_the_function()
    {
        var bucket = _deployment.Buckets.Single(bucket => bucket.Id.LogicalId == "InboxA8E05DC3");

        var notification = Assert.Single(bucket.Notifications);
        Assert.Equal(Function("FanOut").Arn, notification.FunctionArn);
        Assert.Equal(["s3:ObjectCreated:*"], notification.Events);
        Assert.Equal("data_1_min/", notification.Prefix);
        Assert.Equal(".tsv", notification.Suffix);
    }

    [Fact]
    public void Only_the_apps_own_functions_are_played()
    {
        Assert.Equal(
            ["SamplePipeline-FanOut4A9AB6BC", "SamplePipeline-Writer3ED51D24"],
            _deployment.Functions.Select(function => function.Name));
    }

    [Fact]
    public void Function_is_complete()
    {
        var function = Function("FanOut");

        Assert.True(File.Exists(Path.Combine(function.Folder, "bootstrap")));
        Assert.Equal("ServerlessPipeline.FanOut", function.Handler);
        Assert.Equal("dotnet10", function.Runtime);
        Assert.Equal(512, function.MemoryMegabytes);
        Assert.Equal(TimeSpan.FromSeconds(30), function.Timeout);
        Assert.Equal("http://127.0.0.1:4566/000000000000/sample-rows", function.Environment["QUEUE_URL"]);
        Assert.Equal("SampleData-State1C20CC9A", function.Environment["TABLE"]);
        Assert.Equal("JSON", function.Logging.Format);
        Assert.True(function.Traced);
        Assert.Equal(2, function.MaximumRetryAttempts);
        Assert.Equal(TimeSpan.FromHours(1), function.MaximumEventAge);
        Assert.Equal("arn:aws:sqs:us-east-1:000000000000:SamplePipeline-FilesFailedE4AC1C14", function.OnFailureArn);
    }

    [Fact]
    public void Event_source_mapping_connects_queue_and_function()
    {
        var mapping = Assert.Single(_deployment.EventSourceMappings);

        Assert.Equal("arn:aws:sqs:us-east-1:000000000000:sample-rows", mapping.QueueArn);
        Assert.Equal(Function("Writer").Name, mapping.FunctionName);
        Assert.Equal(25, mapping.BatchSize);
        Assert.Equal(TimeSpan.FromSeconds(5), mapping.BatchingWindow);
        Assert.Equal(2, mapping.MaximumConcurrency);
        Assert.True(mapping.ReportBatchItemFailures);
        Assert.True(mapping.Enabled);
    }

    [Fact]
    public void Role_has_its_policies_with_resolved_resources()
    {
        var role = _deployment.Roles.Single(role => role.Arn == Function("Writer").RoleArn);

        Assert.Equal(["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"], role.ManagedPolicyArns);
        var policy = Assert.Single(role.Policies);
        var statements = policy.Document["Statement"]!.AsArray();
        Assert.Equal(
            ["arn:aws:dynamodb:us-east-1:000000000000:table/ProcessedData"],
            statements[0]!["Resource"]!.AsArray().Select(resource => resource!.GetValue<string>()));
        Assert.Equal("arn:aws:sqs:us-east-1:000000000000:sample-rows", statements[1]!["Resource"]!.GetValue<string>());
    }

    [Fact]
    public void Permission_and_outputs_are_kept_and_nothing_is_warned_of()
    {
        var permission = Assert.Single(_deployment.Permissions);
        Assert.Equal(Function("FanOut").Name, permission.FunctionName);
        Assert.Equal("s3.amazonaws.com", permission.Principal);
        Assert.Contains(
            new StackOutput("SamplePipeline", "QueueUrl", "http://127.0.0.1:4566/000000000000/sample-rows"), _deployment.Outputs);
        Assert.Empty(_deployment.Warnings);
    }

    private FunctionResource Function(string id) =>
        _deployment.Functions.Single(function => function.Id.LogicalId.StartsWith(id, StringComparison.Ordinal));
}
