namespace ServerlessPipeline.LocalCloud.Tests.Templates;

public sealed class IntrinsicTests
{
    [Theory]
    [InlineData("""{ "Ref": "Size" }""", "5")]
    [InlineData("""{ "Ref": "Zones" }""", """["a","b"]""")]
    [InlineData("""{ "Ref": "AWS::Region" }""", "us-east-1")]
    [InlineData("""{ "Ref": "AWS::AccountId" }""", "000000000000")]
    [InlineData("""{ "Ref": "AWS::Partition" }""", "aws")]
    [InlineData("""{ "Ref": "AWS::URLSuffix" }""", "amazonaws.com")]
    [InlineData("""{ "Ref": "AWS::StackName" }""", "Stack")]
    [InlineData("""{ "Ref": "AWS::StackId" }""", "arn:aws:cloudformation:us-east-1:000000000000:stack/Stack/local")]
    [InlineData("""{ "a": 1, "b": { "Ref": "AWS::NoValue" } }""", """{"a":1}""")]
    [InlineData("""[1, { "Ref": "AWS::NoValue" }, 3]""", "[1,3]")]
    [InlineData("""{ "Ref": "Queue" }""", "http://127.0.0.1:4566/000000000000/rows-5")]
    [InlineData("""{ "Ref": "Bucket" }""", "stack-bucket")]
    [InlineData("""{ "Ref": "Table" }""", "Stack-Table")]
    [InlineData("""{ "Ref": "Role" }""", "Stack-Role")]
    [InlineData("""{ "Fn::GetAtt": ["Queue", "Arn"] }""", "arn:aws:sqs:us-east-1:000000000000:rows-5")]
    [InlineData("""{ "Fn::GetAtt": "Queue.QueueName" }""", "rows-5")]
    [InlineData("""{ "Fn::GetAtt": ["Queue", "QueueUrl"] }""", "http://127.0.0.1:4566/000000000000/rows-5")]
    [InlineData("""{ "Fn::GetAtt": ["Bucket", "Arn"] }""", "arn:aws:s3:::stack-bucket")]
    [InlineData("""{ "Fn::GetAtt": ["Table", "Arn"] }""", "arn:aws:dynamodb:us-east-1:000000000000:table/Stack-Table")]
    [InlineData("""{ "Fn::GetAtt": ["Role", "Arn"] }""", "arn:aws:iam::000000000000:role/Stack-Role")]
    [InlineData("""{ "Fn::GetAtt": ["Logs", "Arn"] }""", "arn:aws:logs:us-east-1:000000000000:log-group:/rows:*")]
    [InlineData("""{ "Fn::Join": ["/", ["a", { "Ref": "Size" }, true, { "Ref": "AWS::NoValue" }]] }""", "a/5/true")]
    [InlineData("""{ "Fn::Join": ["-", { "Fn::Split": [",", "a,b"] }] }""", "a-b")]
    [InlineData("""{ "Fn::Sub": "${Size} in ${AWS::Region}, ${Queue.QueueName}, ${!Literal}" }""", "5 in us-east-1, rows-5, ${Literal}")]
    [InlineData("""{ "Fn::Sub": ["${x}-${Size}", { "x": { "Ref": "Bucket" } }] }""", "stack-bucket-5")]
    [InlineData("""{ "Fn::Select": [1, { "Ref": "Zones" }] }""", "b")]
    [InlineData("""{ "Fn::Split": [":", "a:b"] }""", """["a","b"]""")]
    [InlineData("""{ "Fn::FindInMap": ["Sizes", { "Ref": "AWS::Region" }, "small"] }""", "t4g.nano")]
    [InlineData("""{ "Fn::If": ["Yes", "then", "else"] }""", "then")]
    [InlineData("""{ "Fn::If": ["No", "then", "else"] }""", "else")]
    [InlineData("""{ "Fn::If": ["Both", "then", "else"] }""", "else")]
    [InlineData("""{ "Fn::If": ["Either", "then", "else"] }""", "then")]
    [InlineData("""{ "Fn::If": ["Yes", "then", { "Ref": "Absent" }] }""", "then")]
    [InlineData("""{ "Fn::Base64": "ü" }""", "w7w=")]
    [InlineData("""{ "Fn::GetAZs": "" }""", """["us-east-1a","us-east-1b","us-east-1c"]""")]
    public void Expression_gives(string expression, string expected) => Assert.Equal(expected, Synthesized.Value(expression));

    [Theory]
    [InlineData("""{ "Fn::Transform": {} }""", "the function Fn::Transform is not supported")]
    [InlineData("""{ "Ref": "Nothing" }""", "there is no resource or parameter 'Nothing'")]
    [InlineData("""{ "Ref": "Unset" }""", "the parameter 'Unset' has no default")]
    [InlineData("""{ "Ref": "Image" }""", "the parameter 'Image' is read from SSM, which is not played locally")]
    [InlineData("""{ "Ref": "Absent" }""", "'Absent' is not created: its condition does not hold")]
    [InlineData("""{ "Fn::GetAtt": ["Table", "StreamArn"] }""", "AWS::DynamoDB::Table 'Table' has no attribute 'StreamArn' here")]
    [InlineData("""{ "Fn::If": ["Maybe", 1, 2] }""", "there is no condition 'Maybe'")]
    [InlineData("""{ "Fn::Join": ["-"] }""", "Fn::Join takes 2 arguments")]
    [InlineData("""{ "Fn::Join": ["-", [{ "a": "b" }]] }""", "Fn::Join joins strings only")]
    [InlineData("""{ "Fn::Select": [2, { "Ref": "Zones" }] }""", "Fn::Select has no element 2 among 2")]
    [InlineData("""{ "Fn::FindInMap": ["Sizes", "eu-west-1", "small"] }""", "the mappings hold no Sizes.eu-west-1.small")]
    [InlineData("""{ "Fn::ImportValue": "Nothing" }""", "no stack before this one exports 'Nothing'")]
    [InlineData("\"{{resolve:ssm:/x}}\"", "the dynamic reference '{{resolve:ssm:/x}}' cannot be resolved locally")]
    public void Expression_is_refused(string expression, string expected) =>
        Assert.Equal(expected, Synthesized.Error(expression));

    [Fact]
    public void Error_names_the_path_to_a_nested_value()
    {
        var error = Assert.Single(Synthesized.Errors("""
            { "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": {
              "AssumeRolePolicyDocument": { "Statement": [{}, { "Resource": { "Fn::Cidr": [] } }] } } } } }
            """));

        Assert.Equal(
            "Stack/Role.AssumeRolePolicyDocument.Statement[1].Resource: the function Fn::Cidr is not supported", error);
    }

    [Fact]
    public void Exports_reach_the_stacks_that_depend_on_them()
    {
        var deployment = Synthesized.Read(
            ("First", """
                { "Resources": { "Dead": { "Type": "AWS::SQS::Queue" } },
                  "Outputs": { "Arn": { "Value": { "Fn::GetAtt": ["Dead", "Arn"] }, "Export": { "Name": { "Fn::Sub": "${AWS::StackName}:dead" } } } } }
                """),
            ("Second", """
                { "Resources": { "Rows": { "Type": "AWS::SQS::Queue", "Properties": {
                  "RedrivePolicy": { "deadLetterTargetArn": { "Fn::ImportValue": "First:dead" }, "maxReceiveCount": 3 } } } } }
                """));

        Assert.Equal(["First-Dead", "Second-Rows"], deployment.Queues.Select(queue => queue.Name));
        Assert.Equal(deployment.Queues[0].Arn, deployment.Queues[1].RedrivePolicy!.DeadLetterTargetArn);
    }
}
