using System.Text.RegularExpressions;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests.Redeploy;

/// <summary>
/// The commands of <c>docs/deploy.md</c> for a deployment that failed, and for one with the data of before, as they stand there: what they
/// ask CloudFormation for. That CloudFormation does it, only an account can show.
/// </summary>
[Collection(nameof(Synthesis))]
public sealed partial class RedeployTests(ProductionStack stack) : IDisposable
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "deploy.md"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redeploy-");

    [Fact]
    public async Task A_stack_that_was_taken_back_is_in_the_way_until_its_protection_is_lifted()
    {
        using var account = new StandInAccount("ROLLBACK_COMPLETE", isProtected: true);

        var (exitCode, output) = await RunAsync(account, "npx cdk deploy --import-existing-resources");

        Assert.Equal(1, exitCode);
        Assert.Contains("cannot be deleted while TerminationProtection is enabled", output, StringComparison.Ordinal);
        Assert.Contains("aws cloudformation update-termination-protection --stack-name ServerlessPipeline --no-enable-termination-protection\nnpx cdk deploy --import-existing-resources", Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_that_the_command_makes_the_stack_anew_and_takes_in_what_was_kept()
    {
        using var account = new StandInAccount("ROLLBACK_COMPLETE", isProtected: false);

        await RunAsync(account, "npx cdk deploy --import-existing-resources");

        Assert.Equal(["DeleteStack", "CreateChangeSet"], account.Asked.Select(asked => asked["Action"]));
        Assert.Equal(("CREATE", "true"), (account.Asked[1]["ChangeSetType"], account.Asked[1]["ImportExistingResources"]));
    }

    [Fact]
    public async Task Without_rollback_the_same_command_goes_on_from_where_the_deployment_failed()
    {
        using var account = new StandInAccount("CREATE_FAILED", isProtected: true);

        var (_, output) = await RunAsync(account, "npx cdk deploy --no-rollback");

        Assert.True(account.Asked.Count == 2, $"{string.Join(", ", account.Asked.Select(asked => asked["Action"]))}: {output}");
        Assert.Equal(("CreateChangeSet", "UPDATE"), (account.Asked[0]["Action"], account.Asked[0]["ChangeSetType"]));
        Assert.Equal(("ExecuteChangeSet", "true"), (account.Asked[1]["Action"], account.Asked[1]["DisableRollback"]));
    }

    [Fact]
    public async Task An_import_makes_a_stack_of_the_bucket_and_the_tables_alone()
    {
        using var account = new StandInAccount(status: null, isProtected: false);
        var mapping = Path.Combine(_folder.FullName, "kept.json");
        await File.WriteAllTextAsync(mapping, Mapping().Match(Document).Groups["json"].Value, TestContext.Current.CancellationToken);

        await RunAsync(account, "npx cdk import --resource-mapping kept.json");

        var asked = Assert.Single(account.Asked);
        Assert.Equal(("CreateChangeSet", "IMPORT"), (asked["Action"], asked["ChangeSetType"]));
        Assert.Equal(
            ["MinuteFilesBucketD31E1DE9", "TablesPipelineState16A221C1", "TablesProcessedDataBCBC2967"],
            asked.Where(parameter => parameter.Key.EndsWith(".LogicalResourceId", StringComparison.Ordinal)).Select(parameter => parameter.Value).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["AWS::DynamoDB::Table", "AWS::DynamoDB::Table", "AWS::S3::Bucket"],
            ResourceType().Matches(asked["TemplateBody"]).Select(match => match.Groups["type"].Value).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <param name="command">One of the document's, or its beginning.</param>
    private async Task<(int ExitCode, string Output)> RunAsync(StandInAccount account, string command)
    {
        var line = Document.Split('\n').First(line => line.StartsWith(command, StringComparison.Ordinal));
        var arguments = line.Split(' ')[2..].Select(argument => argument.EndsWith(".json", StringComparison.Ordinal) ? Path.Combine(_folder.FullName, argument) : argument);
        return await CdkCommand.RunAsync(
            account.Environment,
            [.. arguments, "--app", Path.GetDirectoryName(stack.TemplateFile)!, .. arguments.First() == "deploy" ? (string[])["--require-approval", "never"] : []]);
    }

    [GeneratedRegex("^```\n(?<json>\\{\n.*?\\}\n)```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mapping();

    [GeneratedRegex("^    Type: (?<type>\\S+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceType();
}
