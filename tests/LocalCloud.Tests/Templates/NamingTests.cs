namespace ServerlessPipeline.LocalCloud.Tests.Templates;

public sealed class NamingTests
{
    [Fact]
    public void Long_names_are_cut_to_the_services_limit_and_stay_apart()
    {
        var stem = new string('A', 70);

        var deployment = Synthesized.Read($$"""
            { "Resources": { "{{stem}}1": { "Type": "AWS::S3::Bucket" }, "{{stem}}2": { "Type": "AWS::S3::Bucket" } } }
            """);

        var names = deployment.Buckets.Select(bucket => bucket.Name).ToArray();
        Assert.All(names, name => Assert.Matches("^stack-a{48}-[0-9a-f]{8}$", name));
        Assert.Equal(2, names.Distinct().Count());
    }

    [Fact]
    public void Name_taken_twice_is_an_error()
    {
        var error = Assert.Single(Synthesized.Errors("""
            { "Resources": {
              "One": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "rows" } },
              "Two": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "rows" } } } }
            """));

        Assert.Equal("Stack/Two: the name 'rows' is already taken by Stack/One", error);
    }

    [Fact]
    public void Name_that_refers_to_itself_is_an_error()
    {
        var errors = Synthesized.Errors("""
            { "Resources": { "Rows": { "Type": "AWS::SQS::Queue", "Properties": {
              "QueueName": { "Fn::Sub": "${Rows.QueueName}-2" } } } } }
            """);

        Assert.Equal(["Stack/Rows.QueueName: the name of 'Rows' refers to itself"], errors);
    }
}
