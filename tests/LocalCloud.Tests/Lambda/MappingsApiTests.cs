using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud.Tests.Templates;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.LocalCloud.Tests.Lambda;

/// <summary>Event source mappings through Lambda's API, of a template's.</summary>
public sealed class MappingsApiTests : IAsyncLifetime
{
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:rows";

    private readonly TemporaryFolder _folder = new();
    private LocalCloudHost _cloud = null!;
    private HttpClient _http = null!;

    public ValueTask InitializeAsync() => StartAsync(batchSize: 10);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_mapping_is_listed_by_function_and_queue_as_the_template_has_it()
    {
        var listed = Assert.Single((await GetAsync($"?FunctionName=echo&EventSourceArn={Queue}"))["EventSourceMappings"]!.AsArray())!;
        var others = (await GetAsync("?FunctionName=other"))["EventSourceMappings"]!.AsArray();
        var single = await GetAsync($"/{(string)listed["UUID"]!}");

        Assert.Equal(
            (Queue, "arn:aws:lambda:us-east-1:000000000000:function:echo", 10, 2, "Enabled"),
            ((string)listed["EventSourceArn"]!, (string)listed["FunctionArn"]!, (int)listed["BatchSize"]!,
                (int)listed["ScalingConfig"]!["MaximumConcurrency"]!, (string)listed["State"]!));
        Assert.Empty(others);
        Assert.Equal(listed.ToJsonString(), single.ToJsonString());
    }

    [Fact]
    public async Task A_paused_mapping_leaves_messages_in_the_queue_until_it_goes_on()
    {
        await ChangeAsync("""{"Enabled":false}""", "Disabling");
        await SettledAsync("Disabled");
        using var sqs = Sqs();
        await sqs.SendMessageAsync(QueueUrl, "{}", TestContext.Current.CancellationToken);
        var paused = await WaitingAsync(sqs);

        await ChangeAsync("""{"Enabled":true}""", "Enabling");
        await SettledAsync("Enabled");

        Assert.Equal(1, paused);
        await Eventually.TrueAsync(async () => await WaitingAsync(sqs) == 0);
    }

    [Fact]
    public async Task A_change_holds_over_a_restart_until_the_template_says_something_else()
    {
        await ChangeAsync("""{"Enabled":false,"BatchSize":5,"MaximumBatchingWindowInSeconds":1,"ScalingConfig":{"MaximumConcurrency":7}}""", "Disabling");
        await SettledAsync("Disabled");

        await StopAsync();
        await StartAsync(batchSize: 10);
        var kept = await MappingAsync();
        await StopAsync();
        await StartAsync(batchSize: 9);
        var anew = await MappingAsync();

        Assert.Equal(("Disabled", 5, 7), ((string)kept["State"]!, (int)kept["BatchSize"]!, (int)kept["ScalingConfig"]!["MaximumConcurrency"]!));
        Assert.Equal(("Enabled", 9), ((string)anew["State"]!, (int)anew["BatchSize"]!));
    }

    [Theory]
    [InlineData("""{"BatchSize":0}""", HttpStatusCode.BadRequest, "InvalidParameterValueException")]
    [InlineData("""{"BatchSize":100}""", HttpStatusCode.BadRequest, "InvalidParameterValueException")]
    [InlineData("""{"Enabled":"no"}""", HttpStatusCode.BadRequest, "InvalidParameterValueException")]
    [InlineData("""{"Enabled":null}""", HttpStatusCode.BadRequest, "InvalidParameterValueException")]
    [InlineData("""[]""", HttpStatusCode.BadRequest, "InvalidParameterValueException")]
    [InlineData("""{"FilterCriteria":{}}""", HttpStatusCode.NotImplemented, "NotImplementedException")]
    public async Task What_cannot_be_changed_is_refused_and_changes_nothing(string change, HttpStatusCode status, string error)
    {
        var before = await MappingAsync();
        using var response = await PutAsync(change, (string)before["UUID"]!);

        Assert.Equal((status, error), (response.StatusCode, Assert.Single(response.Headers.GetValues("x-amzn-ErrorType"))));
        Assert.Equal(before.ToJsonString(), (await MappingAsync()).ToJsonString());
    }

    [Fact]
    public async Task A_mapping_that_is_not_there_is_not_found()
    {
        using var response = await PutAsync("""{"Enabled":false}""", "00000000-0000-0000-0000-000000000000");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_configuration_of_a_function_is_told()
    {
        var configuration = JsonNode.Parse(await _http.GetStringAsync(
            "/2015-03-31/functions/echo/configuration", TestContext.Current.CancellationToken))!;

        Assert.Equal(("echo", "Active"), ((string)configuration["FunctionName"]!, (string)configuration["State"]!));
    }

    private string QueueUrl => new Uri(_cloud.Endpoint, $"{LocalAccount.Id}/rows").ToString();

    private async ValueTask StartAsync(int batchSize)
    {
        var assembly = Directory.CreateDirectory(Path.Combine(_folder.Path, "cdk.out")).FullName;
        Synthesized.Write(assembly, LambdaHost.FunctionFolder, ("Stack", Template.Replace("SIZE", $"{batchSize}", StringComparison.Ordinal)));
        _cloud = await LocalCloudHost.StartAsync(
            new LocalCloudOptions { CloudAssembly = assembly, DataFolder = Path.Combine(_folder.Path, "data"), Port = 0 },
            TestContext.Current.CancellationToken);
        _http = new HttpClient(new SigningHandler(_cloud.Operator.AccessKeyId, _cloud.Operator.Secret, "lambda")) { BaseAddress = _cloud.Endpoint };
    }

    private async ValueTask StopAsync()
    {
        _http.Dispose();
        await _cloud.DisposeAsync();
    }

    private async Task<JsonNode> GetAsync(string rest) => JsonNode.Parse(await _http.GetStringAsync(
        $"/2015-03-31/event-source-mappings{rest}", TestContext.Current.CancellationToken))!;

    private async Task<JsonNode> MappingAsync() => Assert.Single((await GetAsync("/"))["EventSourceMappings"]!.AsArray())!;

    private Task<HttpResponseMessage> PutAsync(string change, string uuid) => _http.PutAsync(
        $"/2015-03-31/event-source-mappings/{uuid}", new StringContent(change), TestContext.Current.CancellationToken);

    private async Task ChangeAsync(string change, string state)
    {
        using var response = await PutAsync(change, (string)(await MappingAsync())["UUID"]!);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, answer);
        Assert.Equal(state, (string)JsonNode.Parse(answer)!["State"]!);
    }

    private Task SettledAsync(string state) => Eventually.TrueAsync(async () => (string)(await MappingAsync())["State"]! == state);

    private AmazonSQSClient Sqs() => new(
        new BasicAWSCredentials(_cloud.Operator.AccessKeyId, _cloud.Operator.Secret),
        new AmazonSQSConfig { ServiceURL = _cloud.Endpoint.ToString(), AuthenticationRegion = LocalAccount.Region });

    private async Task<int> WaitingAsync(AmazonSQSClient sqs)
    {
        var response = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = QueueUrl, AttributeNames = ["All"] }, TestContext.Current.CancellationToken);
        return response.ApproximateNumberOfMessages + response.ApproximateNumberOfMessagesNotVisible;
    }

    private const string Template = """
        { "Resources": {
          "Rows": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "rows", "VisibilityTimeout": 60 } },
          "Role": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "echo", "AssumeRolePolicyDocument": {},
            "Policies": [{ "PolicyName": "polling", "PolicyDocument": { "Version": "2012-10-17", "Statement": [
              { "Effect": "Allow", "Action": "sqs:*", "Resource": { "Fn::GetAtt": ["Rows", "Arn"] } }] } }] } },
          "Function": { "Type": "AWS::Lambda::Function", "Properties": { "FunctionName": "echo", "Code": { "S3Key": "code.zip" },
            "Handler": "ServerlessPipeline.LocalCloud.Tests.Function", "Runtime": "dotnet10", "Timeout": 10,
            "Role": { "Fn::GetAtt": ["Role", "Arn"] } } },
          "Mapping": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": { "EventSourceArn": { "Fn::GetAtt": ["Rows", "Arn"] },
            "FunctionName": { "Ref": "Function" }, "BatchSize": SIZE, "ScalingConfig": { "MaximumConcurrency": 2 } } } } }
        """;
}
