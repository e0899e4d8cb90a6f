namespace ServerlessPipeline.Cli.Tests;

public sealed class DeploymentOutputsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outputs-").FullName;

    private string FilePath => DeploymentOutputs.PathIn(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_the_local_run_writes_is_read_as_what_cdk_deploy_writes()
    {
        DeploymentOutputs.Write(FilePath, new Dictionary<string, string> { ["RowsQueue"] = "http://127.0.0.1:4566/0/rows" });

        Assert.Equal("""{"ServerlessPipeline":{"RowsQueue":"http://127.0.0.1:4566/0/rows"}}""", File.ReadAllText(FilePath));
        Assert.Equal("http://127.0.0.1:4566/0/rows", DeploymentOutputs.Read(FilePath)["RowsQueue"]);
    }

    [Fact]
    public void Functions_are_known_by_short_names_in_any_case()
    {
        var outputs = Read("""{"A":{"FanOutFunction":"A-FanOut-1","RowsQueue":"u"},"B":{"WriterFunction":"B-Writer-2"}}""");

        Assert.Equal(["FanOut", "Writer"], outputs.Functions.Keys.Order());
        Assert.Equal("B-Writer-2", outputs.Functions["writer"]);
    }

    [Fact]
    public void An_output_that_is_missing_is_named_with_those_that_are_there()
    {
        var exception = Assert.Throws<CommandException>(() => Read("""{"A":{"RowsQueue":"u","Symbols":"s"}}""")["FileLimit"]);

        Assert.Equal($"{FilePath} has no output 'FileLimit'; it has RowsQueue, Symbols.", exception.Message);
    }

    [Fact]
    public void A_file_that_is_missing_is_named_with_what_writes_it()
    {
        var exception = Assert.Throws<CommandException>(() => DeploymentOutputs.Read(FilePath));

        Assert.Contains(FilePath, exception.Message, StringComparison.Ordinal);
        Assert.Contains("pipeline up", exception.Message, StringComparison.Ordinal);
        Assert.Contains("cdk deploy --outputs-file", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{\"A\":", "not valid JSON")]
    [InlineData("null", "not a file of outputs")]
    [InlineData("[]", "not a file of outputs")]
    [InlineData("""{"A":"text"}""", "not a file of outputs")]
    [InlineData("""{"A":{"FileLimit":3}}""", "not a file of outputs")]
    [InlineData("""{"A":{"RowsQueue":"u"},"B":{"RowsQueue":"v"}}""", "in two stacks")]
    public void A_file_of_something_else_is_told_so(string content, string problem)
    {
        var exception = Assert.Throws<CommandException>(() => Read(content));

        Assert.Contains(FilePath, exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    private DeploymentOutputs Read(string content)
    {
        File.WriteAllText(FilePath, content);
        return DeploymentOutputs.Read(FilePath);
    }
}
