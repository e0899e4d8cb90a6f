using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

/// <summary>What one policy says of one request. Source: IAM user guide, "Policy evaluation logic" and the element reference.</summary>
public sealed class PolicyTests
{
    private const string Role = "arn:aws:iam::000000000000:role/writer";
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:rows";
    private const string Object = "arn:aws:s3:::files/2026/02/02.tsv";

    [Theory]
    [InlineData("sqs:SendMessage", true)]
    [InlineData("SQS:sendmessage", true)]
    [InlineData("sqs:Send*", true)]
    [InlineData("sqs:*Message", true)]
    [InlineData("sqs:S*d*e", true)]
    [InlineData("sqs:SendMessag?", true)]
    [InlineData("sqs:*", true)]
    [InlineData("*", true)]
    [InlineData("sqs:SendMessage?", false)]
    [InlineData("sqs:Send", false)]
    [InlineData("sqs:*Batch", false)]
    [InlineData("s3:*", false)]
    public void Action_matches_without_regard_to_case_and_with_wildcards(string pattern, bool allowed)
    {
        var statement = $$"""{ "Effect": "Allow", "Action": "{{pattern}}", "Resource": "*" }""";

        Assert.Equal(allowed, Decide(statement, "sqs:SendMessage", Queue) == Verdict.Allowed);
    }

    [Theory]
    [InlineData("arn:aws:s3:::files/2026/02/02.tsv", true)]
    [InlineData("arn:aws:s3:::files/*", true)]
    [InlineData("arn:aws:s3:::files/*.tsv", true)]
    [InlineData("arn:aws:s3:::files/????/*/??.tsv", true)]
    [InlineData("arn:aws:s3:::f*", true)]
    [InlineData("arn:*:s3:::files/*", true)]
    [InlineData("*", true)]
    [InlineData("arn:aws:s3:::files", false)]
    [InlineData("arn:aws:s3:::files/*.csv", false)]
    [InlineData("arn:aws:s3:::Files/*", false)]
    [InlineData("arn:aws:s3:::files/2026/?/02.tsv", false)]
    public void Resource_matches_with_regard_to_case_and_with_wildcards(string pattern, bool allowed)
    {
        var statement = $$"""{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::other/*", "{{pattern}}"] }""";

        Assert.Equal(allowed, Decide(statement, "s3:GetObject", Object) == Verdict.Allowed);
    }

    [Theory]
    [InlineData("""{ "Effect": "Allow", "NotAction": ["s3:Delete*", "s3:Put*"], "Resource": "*" }""", true)]
    [InlineData("""{ "Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*" }""", false)]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::other/*" }""", true)]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::files/*" }""", false)]
    public void Not_action_and_not_resource_match_everything_else(string statement, bool allowed) =>
        Assert.Equal(allowed, Decide(statement, "s3:GetObject", Object) == Verdict.Allowed);

    [Fact]
    public void Explicit_deny_wins_wherever_it_stands()
    {
        const string Allow = """{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }""";
        const string Deny = """{ "Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::files/*" }""";

        Assert.Equal(Verdict.DeniedByRole, Decide($"{Allow}, {Deny}", "s3:GetObject", Object));
        Assert.Equal(Verdict.DeniedByRole, Decide($"{Deny}, {Allow}", "s3:GetObject", Object));
        Assert.Equal(Verdict.Allowed, Decide($"{Deny}, {Allow}", "s3:PutObject", Object));
    }

    [Fact]
    public void Nothing_is_allowed_by_default()
    {
        var verdict = Evaluation.Decide(Request("s3:GetObject", Object), [], []);

        Assert.Equal(Verdict.NotAllowed, verdict);
    }

    [Theory]
    [InlineData("Bool", "aws:SecureTransport", "\"true\"", true)]
    [InlineData("Bool", "aws:SecureTransport", "false", false)]
    [InlineData("Bool", "AWS:securetransport", "true", true)]
    [InlineData("StringEquals", "aws:ResourceAccount", "\"000000000000\"", true)]
    [InlineData("StringEquals", "aws:ResourceAccount", """["111111111111", "000000000000"]""", true)]
    [InlineData("StringNotEquals", "aws:ResourceAccount", """["111111111111", "000000000000"]""", false)]
    [InlineData("StringNotEquals", "aws:ResourceAccount", "\"111111111111\"", true)]
    [InlineData("StringEqualsIgnoreCase", "aws:RequestedRegion", "\"US-EAST-1\"", true)]
    [InlineData("StringEquals", "aws:RequestedRegion", "\"US-EAST-1\"", false)]
    [InlineData("StringLike", "aws:RequestedRegion", "\"us-*\"", true)]
    [InlineData("StringEquals", "aws:RequestedRegion", "\"us-*\"", false)]
    [InlineData("StringNotLike", "aws:RequestedRegion", "\"us-*\"", false)]
    [InlineData("ArnLike", "aws:PrincipalArn", "\"arn:aws:iam::*:role/w*\"", true)]
    [InlineData("ArnEquals", "aws:PrincipalArn", "\"arn:aws:iam::*:role/w*\"", true)]
    [InlineData("ArnLike", "aws:PrincipalArn", "\"arn:*:role/w*:x:y:z\"", false)]
    [InlineData("ArnNotLike", "aws:PrincipalArn", "\"arn:aws:iam::*:role/w*\"", false)]
    [InlineData("StringEquals", "aws:SourceAccount", "\"000000000000\"", false)]
    [InlineData("StringNotEquals", "aws:SourceAccount", "\"000000000000\"", true)]
    [InlineData("StringEqualsIfExists", "aws:SourceAccount", "\"111111111111\"", true)]
    [InlineData("ArnLikeIfExists", "aws:PrincipalArn", "\"arn:aws:iam::*:role/x\"", false)]
    [InlineData("StringEquals", "cloudwatch:namespace", "\"Fetcher\"", false)]
    [InlineData("Null", "aws:SourceArn", "\"true\"", true)]
    [InlineData("Null", "aws:SourceArn", "\"false\"", false)]
    [InlineData("Null", "aws:PrincipalArn", "\"false\"", true)]
    public void Condition_holds_or_not(string operation, string key, string values, bool allowed)
    {
        var statement = $$"""
            { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "{{operation}}": { "{{key}}": {{values}} } } }
            """;

        Assert.Equal(allowed, Decide(statement, "s3:GetObject", Object) == Verdict.Allowed);
    }

    [Fact]
    public void All_conditions_of_a_statement_must_hold()
    {
        const string Statement = """
            { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
              "Bool": { "aws:SecureTransport": "true" }, "StringEquals": { "aws:RequestedRegion": "eu-west-1" } } }
            """;

        Assert.Equal(Verdict.NotAllowed, Decide(Statement, "s3:GetObject", Object));
    }

    [Theory]
    [InlineData("\"*\"", true, true)]
    [InlineData("""{ "AWS": "*" }""", true, true)]
    [InlineData("""{ "AWS": ["arn:aws:iam::000000000000:role/other", "arn:aws:iam::000000000000:role/writer"] }""", true, true)]
    [InlineData("""{ "AWS": "arn:aws:iam::000000000000:root" }""", false, true)]
    [InlineData("""{ "AWS": "000000000000" }""", false, true)]
    [InlineData("""{ "AWS": "arn:aws:iam::111111111111:root" }""", false, false)]
    [InlineData("""{ "AWS": "arn:aws:iam::000000000000:user/writer" }""", false, false)]
    [InlineData("""{ "Service": "s3.amazonaws.com" }""", false, false)]
    public void Resource_policy_speaks_of_its_principals(string principal, bool allows, bool denies)
    {
        Assert.Equal(allows ? Verdict.Allowed : Verdict.NotAllowed, Decide("Allow"));
        Assert.Equal(denies ? Verdict.DeniedByResource : Verdict.NotAllowed, Decide("Deny"));

        Verdict Decide(string effect) => Evaluation.Decide(Request("sqs:SendMessage", Queue), [], Read(
            $$"""{ "Effect": "{{effect}}", "Principal": {{principal}}, "Action": "sqs:*", "Resource": "{{Queue}}" }""", ofResource: true));
    }

    [Fact]
    public void Service_is_allowed_for_the_resource_that_the_statement_names()
    {
        var statements = Read("""
            { "Effect": "Allow", "Principal": { "Service": "s3.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "*",
              "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:s3:::files" }, "StringEquals": { "aws:SourceAccount": "000000000000" } } }
            """, ofResource: true);

        Assert.Equal(Verdict.Allowed, Decide("arn:aws:s3:::files"));
        Assert.Equal(Verdict.NotAllowed, Decide("arn:aws:s3:::other"));

        Verdict Decide(string bucket) => Evaluation.Decide(
            new AccessRequest(Principal.OfService("s3.amazonaws.com", bucket), "sqs:SendMessage", Queue), [], statements);
    }

    internal static IReadOnlyList<Statement> Read(string statements, bool ofResource)
    {
        var errors = new List<string>();
        var document = JsonNode.Parse($$"""{ "Version": "2012-10-17", "Statement": [{{statements}}] }""")!.AsObject();

        var policy = PolicyReader.Read("It", document, ofResource, errors);

        Assert.Empty(errors);
        return policy;
    }

    private static Verdict Decide(string statements, string action, string resource) =>
        Evaluation.Decide(Request(action, resource), Read(statements, ofResource: false), []);

    private static AccessRequest Request(string action, string resource) =>
        new(Principal.OfRole(Role, "session"), action, resource);
}
