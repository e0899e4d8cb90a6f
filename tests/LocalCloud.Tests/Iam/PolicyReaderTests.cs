using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

/// <summary>What cannot be evaluated is an error that names its place.</summary>
public sealed class PolicyReaderTests
{
    [Theory]
    [InlineData("""{ "Action": "*", "Resource": "*" }""", "Effect: Allow or Deny is expected, not null")]
    [InlineData("""{ "Effect": "allow", "Action": "*", "Resource": "*" }""", "Effect: Allow or Deny is expected, not \"allow\"")]
    [InlineData("""{ "Effect": "Allow", "Resource": "*" }""", "one of Action and NotAction is expected")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*" }""", "one of Action and NotAction is expected")]
    [InlineData("""{ "Effect": "Allow", "Action": "*" }""", "one of Resource and NotResource is expected")]
    [InlineData("""{ "Effect": "Allow", "Action": "GetObject", "Resource": "*" }""", "Action: 'GetObject' is no action")]
    [InlineData("""{ "Effect": "Allow", "Action": [], "Resource": "*" }""", "Action: a string or a list of strings is expected, not []")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "files/*" }""", "Resource: 'files/*' is no resource")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": { "Ref": "X" } }""", "Resource: a string or a list of strings is expected, not {\"Ref\":\"X\"}")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::files/${aws:username}" }""", "Resource: the policy variable in 'arn:aws:s3:::files/${aws:username}' is not supported locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*" }""", "the element 'Principal' is not supported locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Conditions": {} }""", "the element 'Conditions' is not supported locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": "x" }""", "Condition: operators are expected, not \"x\"")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": "x" } }""", "Condition.Bool: keys and their values are expected")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceArn": "10.0.0.0/8" } } }""", "Condition.IpAddress.aws:SourceArn: the condition operator 'IpAddress' cannot be evaluated locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "ForAnyValue:StringEquals": { "aws:SourceArn": "x" } } }""", "Condition.ForAnyValue:StringEquals.aws:SourceArn: the condition operator 'ForAnyValue:StringEquals' cannot be evaluated locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "NullIfExists": { "aws:SourceArn": "true" } } }""", "Condition.NullIfExists.aws:SourceArn: the condition operator 'NullIfExists' cannot be evaluated locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "s3:prefix": "a" } } }""", "Condition.StringEquals.s3:prefix: the condition key 's3:prefix' cannot be evaluated locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringLike": { "aws:PrincipalArn": "${aws:x}" } } }""", "Condition.StringLike.aws:PrincipalArn: the policy variable in '${aws:x}' is not supported locally")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "yes" } } }""", "Condition.Bool.aws:SecureTransport: true or false is expected, not 'yes'")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "ArnLike": { "aws:SourceArn": "files" } } }""", "Condition.ArnLike.aws:SourceArn: an ARN is expected, not 'files'")]
    public void Statement_of_a_role_is_refused(string statement, string expected) =>
        Assert.Equal($"It, statement 1: {expected}", Assert.Single(Errors(statement, ofResource: false)));

    [Theory]
    [InlineData("", "Principal is missing")]
    [InlineData("\"Principal\": \"me\",", "Principal: \"me\" is not supported locally")]
    [InlineData("\"Principal\": { \"Federated\": \"x\" },", "Principal: {\"Federated\":\"x\"} is not supported locally")]
    [InlineData("\"Principal\": { \"AWS\": \"arn:aws:iam::000000000000:role/*\" },", "Principal.AWS: 'arn:aws:iam::000000000000:role/*' is not supported locally")]
    [InlineData("\"Principal\": { \"AWS\": \"arn:aws:sts::000000000000:assumed-role/a/b\" },", "Principal.AWS: 'arn:aws:sts::000000000000:assumed-role/a/b' is not supported locally")]
    [InlineData("\"Principal\": \"*\", \"NotPrincipal\": \"*\",", "the element 'NotPrincipal' is not supported locally")]
    public void Statement_of_a_resource_is_refused(string principal, string expected)
    {
        var statement = $$"""{ {{principal}} "Effect": "Deny", "Action": "*", "Resource": "*" }""";

        Assert.Equal($"It, statement 1: {expected}", Assert.Single(Errors(statement, ofResource: true)));
    }

    [Fact]
    public void Statement_is_named_by_number_and_id()
    {
        const string Good = """{ "Effect": "Allow", "Action": "*", "Resource": "*" }""";

        var error = Assert.Single(Errors($$"""{{Good}}, { "Sid": "Read", "Effect": "Allow", "Action": "*" }""", ofResource: false));

        Assert.Equal("It, statement 2 (Read): one of Resource and NotResource is expected", error);
    }

    [Theory]
    [InlineData("""{ "Version": "2020-01-01", "Statement": [] }""", "It: the version \"2020-01-01\" is unknown")]
    [InlineData("""{ "Statements": [], "Statement": [] }""", "It: the element 'Statements' is not supported locally")]
    [InlineData("{}", "It, statement 1: a statement is expected, not null")]
    public void Document_is_refused(string document, string expected)
    {
        var errors = new List<string>();

        PolicyReader.Read("It", JsonNode.Parse(document)!.AsObject(), ofResource: false, errors);

        Assert.Equal(expected, Assert.Single(errors));
    }

    [Fact]
    public void Single_statement_needs_no_list()
    {
        var errors = new List<string>();
        var document = JsonNode.Parse("""{ "Id": "x", "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*" } }""")!;

        var statement = Assert.Single(PolicyReader.Read("It", document.AsObject(), ofResource: false, errors));

        Assert.Empty(errors);
        Assert.False(statement.Allows);
    }

    private static List<string> Errors(string statements, bool ofResource)
    {
        var errors = new List<string>();
        var document = JsonNode.Parse($$"""{ "Version": "2012-10-17", "Statement": [{{statements}}] }""")!.AsObject();
        PolicyReader.Read("It", document, ofResource, errors);
        return errors;
    }
}
