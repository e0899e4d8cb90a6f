using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.Templates;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("AWS::SQS::Queue", """ "FifoQueue": true """, "FifoQueue: true is not supported")]
    [InlineData("AWS::SQS::Queue", """ "VisibilityTimeout": "soon" """, "VisibilityTimeout: a whole number is expected, not \"soon\"")]
    [InlineData("AWS::SQS::Queue", """ "RedrivePolicy": { "maxReceiveCount": 1 } """, "RedrivePolicy.deadLetterTargetArn: is missing")]
    [InlineData("AWS::SQS::Queue", """ "RedrivePolicy": { "deadLetterTargetArn": "x", "maxReceiveCount": 1 } """, "there is no queue 'x' in this deployment", "")]
    [InlineData("AWS::S3::Bucket", """ "ObjectLockEnabled": true """, "ObjectLockEnabled: true is not supported")]
    [InlineData("AWS::S3::Bucket", """ "NotificationConfiguration": { "QueueConfigurations": [] } """, "NotificationConfiguration.QueueConfigurations: [] is not supported")]
    [InlineData("AWS::S3::Bucket", """ "NotificationConfiguration": { "LambdaConfigurations": [{ "Event": "e", "Function": "", "Filter": { "S3Key": { "Rules": [{ "Name": "regex", "Value": "x" }] } } }] } """, "NotificationConfiguration.LambdaConfigurations[0].Filter.S3Key.Rules[0].Name: \"regex\" is not supported")]
    [InlineData("AWS::DynamoDB::Table", """ "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }] """, "KeySchema: [{\"AttributeName\":\"id\",\"KeyType\":\"HASH\"}] is not supported")]
    [InlineData("Custom::S3BucketNotifications", """ "BucketName": "x" """, "there is no bucket 'x' in this deployment", "")]
    [InlineData("AWS::Lambda::EventSourceMapping", """ "FunctionName": "f", "EventSourceArn": { "Fn::GetAtt": ["Queue", "Arn"] } """, "there is no function 'f' in this deployment", "")]
    public void Property_is_refused(string type, string properties, string expected, string separator = ".")
    {
        var error = Assert.Single(Synthesized.Errors($$"""
            { "Resources": { "Queue": { "Type": "AWS::SQS::Queue" }, "It": { "Type": "{{type}}", "Properties": { {{properties}} } } } }
            """));

        Assert.Equal($"Stack/It{(separator.Length == 0 ? ": " : separator)}{expected}", error);
    }

    [Theory]
    [InlineData("\"Runtime\": \"dotnet10\"", "\"Runtime\": \"python3.11\"", "Runtime: \"python3.11\" is not supported")]
    [InlineData("\"code.zip\"", "\"other.zip\"", "Code.S3Key: the cloud assembly has no asset 'other.zip'")]
    [InlineData("\"S3Key\": \"code.zip\"", "\"S3Key\": \"code.zip\", \"ZipFile\": \"x\"", "Code.ZipFile: \"x\" is not supported")]
    [InlineData("\"Handler\": \"h\"", "\"Handler\": \"h\", \"Layers\": [\"l\"]", "Layers: [\"l\"] is not supported")]
    [InlineData("\"Handler\": \"h\",", "", "Handler: is missing")]
    [InlineData("\"Code\": { \"S3Key\": \"code.zip\" },", "", "Code: is missing")]
    public void Function_is_refused(string original, string replacement, string expected)
    {
        var function = ResourceTests.Function.Replace(original, replacement, StringComparison.Ordinal);

        var error = Assert.Single(Synthesized.Errors($$"""{ "Resources": { {{function}} } }"""));

        Assert.Equal($"Stack/Function.{expected}", error);
    }

    [Fact]
    public void All_faults_are_told_at_once_one_line_each()
    {
        var exception = Assert.Throws<TemplateException>(() => Synthesized.Read("""
            { "Resources": {
              "One": { "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true, "ContentBasedDeduplication": true } },
              "Two": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": { "Ref": "Nothing" } } } } }
            """));

        Assert.Equal(
            """
            Stack/One.FifoQueue: true is not supported
            Stack/One.ContentBasedDeduplication: true is not supported
            Stack/Two.BucketName: there is no resource or parameter 'Nothing'
            """.ReplaceLineEndings("\n"),
            exception.Message);
    }

    [Fact]
    public void Unplayed_type_is_skipped_with_one_warning()
    {
        var deployment = Synthesized.Read("""
            { "Resources": {
              "Stream": { "Type": "AWS::Kinesis::Stream", "Properties": { "Anything": { "Fn::Unknown": 1 } } },
              "Meta": { "Type": "AWS::CDK::Metadata" } } }
            """);

        Assert.Equal(["Stack/Stream: AWS::Kinesis::Stream is not played locally"], deployment.Warnings);
    }

    [Fact]
    public void Output_about_an_unplayed_resource_is_left_out_with_a_warning()
    {
        var deployment = Synthesized.Read("""
            { "Resources": { "Server": { "Type": "AWS::EC2::Instance" } },
              "Outputs": { "Address": { "Value": { "Fn::GetAtt": ["Server", "PublicIp"] } } } }
            """);

        Assert.Empty(deployment.Outputs);
        Assert.Contains(
            "Stack/Outputs.Address: 'Server.PublicIp' is unknown here: AWS::EC2::Instance is not played locally", deployment.Warnings);
    }

    [Fact]
    public void Played_resource_that_needs_an_unplayed_one_is_an_error()
    {
        var error = Assert.Single(Synthesized.Errors("""
            { "Resources": {
              "Server": { "Type": "AWS::EC2::Instance" },
              "Rows": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": { "Fn::GetAtt": ["Server", "Delay"] } } } } }
            """));

        Assert.Equal("Stack/Rows.DelaySeconds: 'Server.Delay' is unknown here: AWS::EC2::Instance is not played locally", error);
    }

    [Fact]
    public void Folder_without_a_manifest_says_what_to_do()
    {
        using var folder = new TemporaryFolder();

        var exception = Assert.Throws<TemplateException>(() => DeploymentReader.Read(folder.Path, Synthesized.Endpoint));

        Assert.Contains("synthesize the CDK app first", exception.Message);
    }
}
