using ServerlessPipeline.LocalCloud.Iam;
using ServerlessPipeline.LocalCloud.Templates;
using ServerlessPipeline.LocalCloud.Tests.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

/// <summary>What a deployment's roles and policies make of its functions.</summary>
public sealed class AccessControlTests
{
    private const string Logs = "\"ManagedPolicyArns\": [\"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\"]";
    private const string Rows = "arn:aws:sqs:us-east-1:000000000000:Stack-Rows";

    private static readonly string Key = Credentials.AccessKeyOf("Stack-Function");

    [Fact]
    public void Role_has_the_policies_written_into_it_attached_to_it_and_managed()
    {
        var access = new AccessControl();
        access.Deploy(Deployment(
            $$"""
            "ManagedPolicyArns": [{ "Ref": "Shared" }, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
            "Policies": [{ "PolicyName": "inline", "PolicyDocument": {{Document("dynamodb:GetItem")}} }]
            """,
            $$"""
            "Attached": { "Type": "AWS::IAM::Policy", "Properties": {
              "PolicyName": "attached", "Roles": [{ "Ref": "Role" }], "PolicyDocument": {{Document("dynamodb:PutItem")}} } },
            "Shared": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": {{Document("dynamodb:Query")}} } },
            "Attaching": { "Type": "AWS::IAM::ManagedPolicy", "Properties": {
              "Roles": [{ "Ref": "Role" }], "PolicyDocument": {{Document("dynamodb:Scan")}} } }
            """));

        var session = access.SessionOf(Key)!;
        Assert.All(
            ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "logs:PutLogEvents"],
            action => Assert.Equal(Verdict.Allowed, session.Decide(action, "*")));
        Assert.Equal(Verdict.NotAllowed, session.Decide("dynamodb:DeleteItem", "*"));
    }

    [Fact]
    public void Other_access_keys_are_the_operators()
    {
        var access = new AccessControl();
        access.Deploy(Deployment(Logs));

        Assert.NotNull(access.SessionOf(Key));
        Assert.Null(access.SessionOf(LocalAccount.OperatorAccessKey));
        Assert.Null(access.SessionOf("anything"));
    }

    [Fact]
    public void Program_acts_under_the_role_that_it_assumes()
    {
        var access = new AccessControl();
        access.Deploy(Deployment(Logs, $$"""
            "Other": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": {},
              "Policies": [{ "PolicyName": "p", "PolicyDocument": {{Document("s3:PutObject")}} }] } }
            """));

        access.Assume("its-key", "arn:aws:iam::000000000000:role/Stack-Other", "i-1");

        Assert.Equal(Verdict.Allowed, access.SessionOf("its-key")!.Decide("s3:PutObject", "*"));
        var denied = Assert.Throws<AccessDeniedException>(() => access.SessionOf("its-key")!.Demand("s3:GetObject", "*"));
        Assert.StartsWith("User: arn:aws:sts::000000000000:assumed-role/Stack-Other/i-1 is not", denied.Message);
        var missing = Assert.Throws<TemplateException>(() => access.Assume("its-key", "arn:aws:iam::000000000000:role/x", "i-2"));
        Assert.Contains("there is no role 'arn:aws:iam::000000000000:role/x'", missing.Message);
    }

    [Theory]
    [InlineData("\"PermissionsBoundary\": \"arn:aws:iam::aws:policy/X\"", "Stack/Role.PermissionsBoundary: 'arn:aws:iam::aws:policy/X' is not supported locally")]
    [InlineData("\"ManagedPolicyArns\": [\"arn:aws:iam::aws:policy/X\"]", "Stack/Role.ManagedPolicyArns: what 'arn:aws:iam::aws:policy/X' allows is not known locally")]
    [InlineData("\"Policies\": [{ \"PolicyName\": \"p\", \"PolicyDocument\": { \"Statement\": { \"Effect\": \"Allow\", \"Resource\": \"*\" } } }]", "Stack/Role, policy p, statement 1: one of Action and NotAction is expected")]
    public void Role_that_cannot_be_evaluated_is_refused_where_a_function_has_it(string role, string expected)
    {
        var error = Assert.Single(Errors(Deployment(role)));

        Assert.Equal(expected, error);
    }

    [Fact]
    public void Role_that_nothing_here_has_may_hold_anything()
    {
        var deployment = Deployment(Logs, """
            "FlowLogs": { "Type": "AWS::IAM::Role", "Properties": { "ManagedPolicyArns": ["arn:aws:iam::aws:policy/X"],
              "PermissionsBoundary": "arn:aws:iam::aws:policy/X" } }
            """);

        Assert.Empty(new AccessControl().Deploy(deployment));
    }

    [Fact]
    public void Function_whose_role_is_not_there_is_refused()
    {
        var error = Assert.Single(Errors(Synthesized.Read($$"""{ "Resources": { {{ResourceTests.Function}} } }""")));

        Assert.StartsWith("Stack/Function.Role: there is no role 'arn:aws:iam::000000000000:role/r' in this deployment", error);
    }

    [Fact]
    public void Policies_of_queues_and_buckets_count()
    {
        var access = new AccessControl();
        access.Deploy(Deployment(
            $$"""{{Logs}}, "Policies": [{ "PolicyName": "p", "PolicyDocument": {{Document("s3:*")}} }]""",
            """
            "Rows": { "Type": "AWS::SQS::Queue" },
            "RowsPolicy": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Rows" }], "PolicyDocument": {
              "Statement": { "Effect": "Allow", "Principal": { "AWS": { "Fn::GetAtt": ["Role", "Arn"] } }, "Action": "sqs:SendMessage",
                "Resource": { "Fn::GetAtt": ["Rows", "Arn"] } } } } },
            "Files": { "Type": "AWS::S3::Bucket" },
            "FilesPolicy": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": { "Ref": "Files" }, "PolicyDocument": {
              "Statement": [
                { "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "s3:*", "Resource": "*",
                  "Condition": { "Bool": { "aws:SecureTransport": "false" } } },
                { "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::stack-files/*" }] } } }
            """));

        var session = access.SessionOf(Key)!;
        Assert.Equal(Verdict.Allowed, session.Decide("sqs:SendMessage", Rows));
        Assert.Equal(Verdict.NotAllowed, session.Decide("sqs:ReceiveMessage", Rows));
        Assert.Equal(Verdict.Allowed, session.Decide("s3:GetObject", "arn:aws:s3:::stack-files/a/b"));
        Assert.Equal(Verdict.DeniedByResource, session.Decide("s3:DeleteObject", "arn:aws:s3:::stack-files/a/b"));
        Assert.Equal(Verdict.Allowed, session.Decide("s3:DeleteObject", "arn:aws:s3:::other/a/b"));
    }

    [Fact]
    public void Faults_of_all_policies_are_told_at_once()
    {
        var errors = Errors(Deployment(
            "\"PermissionsBoundary\": \"b\"",
            """
            "RowsPolicy": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": ["http://x/000000000000/rows"],
              "PolicyDocument": { "Statement": { "Effect": "Deny", "NotPrincipal": "*", "Action": "*", "Resource": "*" } } } }
            """));

        Assert.Equal(
            [
                "Stack/RowsPolicy, statement 1: the element 'NotPrincipal' is not supported locally",
                "Stack/RowsPolicy, statement 1: Principal is missing",
                "Stack/Role.PermissionsBoundary: 'b' is not supported locally",
            ],
            errors);
    }

    internal static IReadOnlyList<string> Errors(Deployment deployment) =>
        Assert.Throws<TemplateException>(() => new AccessControl().Deploy(deployment)).Errors;

    /// <summary>A function with a role of these properties, and more resources.</summary>
    internal static Deployment Deployment(string role, string more = "", string function = "") => Synthesized.Read($$"""
        { "Resources": {
          "Role": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": {}, {{role}} } },
          "Function": { "Type": "AWS::Lambda::Function", "Properties": { "Code": { "S3Key": "code.zip" }, "Handler": "h",
            "Runtime": "dotnet10", "Role": { "Fn::GetAtt": ["Role", "Arn"] } {{(function.Length > 0 ? "," : "")}} {{function}} } }
          {{(more.Length > 0 ? "," : "")}} {{more}} } }
        """);

    internal static string Document(params string[] actions) => $$"""
        { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Resource": "*",
          "Action": [{{string.Join(", ", actions.Select(action => $"\"{action}\""))}}] }] }
        """;
}
