using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

/// <summary>What AWS checks of a function's role and permissions when it deploys.</summary>
public sealed class ServiceRightsTests
{
    private const string Rows = "arn:aws:sqs:us-east-1:000000000000:Stack-Rows";
    private const string User = "User: arn:aws:sts::000000000000:assumed-role/Stack-Role/Stack-Function is not authorized to perform:";
    private const string Queue = "\"Rows\": { \"Type\": \"AWS::SQS::Queue\" }";

    [Fact]
    public void Mapping_needs_a_role_that_may_poll_the_queue()
    {
        const string Mapping = $$"""
            {{Queue}}, "Mapping": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": {
              "EventSourceArn": { "Fn::GetAtt": ["Rows", "Arn"] }, "FunctionName": { "Ref": "Function" } } }
            """;

        var errors = AccessControlTests.Errors(AccessControlTests.Deployment(Policy("sqs:DeleteMessage"), Mapping));

        Assert.Equal(
            [
                "Stack/Mapping: The provided execution role does not have permissions to call ReceiveMessage on SQS: "
                    + $"{User} sqs:ReceiveMessage on resource: {Rows} because no identity-based policy allows the sqs:ReceiveMessage action",
                "Stack/Mapping: The provided execution role does not have permissions to call GetQueueAttributes on SQS: "
                    + $"{User} sqs:GetQueueAttributes on resource: {Rows} because no identity-based policy allows the sqs:GetQueueAttributes action",
            ],
            errors);
        Assert.Empty(new AccessControl().Deploy(AccessControlTests.Deployment(Policy("sqs:*", "logs:*"), Mapping)));
    }

    [Fact]
    public void Failure_destination_needs_a_role_that_may_send_to_it()
    {
        const string Config = $$"""
            {{Queue}}, "Config": { "Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
              "FunctionName": { "Ref": "Function" }, "Qualifier": "$LATEST",
              "DestinationConfig": { "OnFailure": { "Destination": { "Fn::GetAtt": ["Rows", "Arn"] } } } } }
            """;

        var error = Assert.Single(AccessControlTests.Errors(AccessControlTests.Deployment(Policy("logs:*"), Config)));

        Assert.Equal(
            "Stack/Function: The provided execution role does not have permissions to call SendMessage on SQS, the destination of "
                + $"failed events: {User} sqs:SendMessage on resource: {Rows} because no identity-based policy allows the sqs:SendMessage action",
            error);
        Assert.Empty(new AccessControl().Deploy(AccessControlTests.Deployment(Policy("sqs:SendMessage", "logs:*"), Config)));
    }

    [Theory]
    [InlineData("s3.amazonaws.com", "arn:aws:s3:::stack-files", "000000000000", true)]
    [InlineData("s3.amazonaws.com", "arn:aws:s3:::other", "000000000000", false)]
    [InlineData("s3.amazonaws.com", "arn:aws:s3:::stack-files", "111111111111", false)]
    [InlineData("sns.amazonaws.com", "arn:aws:s3:::stack-files", "000000000000", false)]
    public void Bucket_that_notifies_a_function_needs_its_permission(string principal, string source, string account, bool permitted)
    {
        var deployment = AccessControlTests.Deployment(Policy("logs:*"), $$"""
            "Files": { "Type": "AWS::S3::Bucket", "Properties": { "NotificationConfiguration": { "LambdaConfigurations": [
              { "Event": "s3:ObjectCreated:*", "Function": { "Fn::GetAtt": ["Function", "Arn"] } }] } } },
            "Permission": { "Type": "AWS::Lambda::Permission", "Properties": { "Action": "lambda:InvokeFunction",
              "FunctionName": { "Ref": "Function" }, "Principal": "{{principal}}", "SourceArn": "{{source}}", "SourceAccount": "{{account}}" } }
            """);

        if (permitted)
        {
            Assert.Empty(new AccessControl().Deploy(deployment));
            return;
        }

        Assert.Equal(
            "Stack/Files: Unable to validate the following destination configurations: no AWS::Lambda::Permission allows "
                + "s3.amazonaws.com to perform lambda:InvokeFunction on arn:aws:lambda:us-east-1:000000000000:function:Stack-Function "
                + "for arn:aws:s3:::stack-files",
            Assert.Single(AccessControlTests.Errors(deployment)));
    }

    [Fact]
    public void Logs_and_traces_that_AWS_would_lose_are_warned_of()
    {
        var deployment = AccessControlTests.Deployment(
            Policy("logs:CreateLogStream"),
            function: "\"TracingConfig\": { \"Mode\": \"Active\" }, \"LoggingConfig\": { \"LogGroup\": \"/mine\" }");

        var warnings = new AccessControl().Deploy(deployment);

        Assert.Equal(
            [
                $"Stack/Function: in AWS its logs are lost: {User} logs:PutLogEvents on resource: arn:aws:logs:us-east-1:000000000000:"
                    + "log-group:/mine:log-stream: because no identity-based policy allows the logs:PutLogEvents action",
                $"Stack/Function: in AWS its traces are lost: {User} xray:PutTraceSegments on resource: * because no identity-based "
                    + "policy allows the xray:PutTraceSegments action",
            ],
            warnings);
    }

    private static string Policy(params string[] actions) =>
        $$"""
        "Policies": [{ "PolicyName": "p", "PolicyDocument": {{AccessControlTests.Document(actions)}} }]
        """;
}
