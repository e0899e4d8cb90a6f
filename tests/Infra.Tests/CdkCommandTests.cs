using System.Text.Json.Nodes;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>What a user does with the app, with the command itself and without credentials.</summary>
public sealed class CdkCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdk-command-").FullName;

    private string Assembly => Path.Combine(_folder, "cdk.out");

    [Fact]
    public async Task Without_an_account_everything_works_up_to_the_point_where_AWS_is_called()
    {
        var app = $"dotnet {Checkout.Program("Infra", "ServerlessPipeline.Infra")}";

        var synth = await RunAsync("synth", "--quiet", "--app", app);
        var same = await RunAsync("diff", "--app", Assembly, "--template", Path.Combine(Assembly, "ServerlessPipeline.template.json"));
        var other = await RunAsync("diff", "--app", Assembly, "--template", WithoutDashboard());
        var deploy = await RunAsync("deploy", "--all", "--app", Assembly, "--require-approval", "never");

        Assert.Equal((0, 0, 0), (synth.ExitCode, same.ExitCode, other.ExitCode));
        Assert.Contains("There were no differences", same.Output, StringComparison.Ordinal);
        Assert.Contains("[+] AWS::CloudWatch::Dashboard", other.Output, StringComparison.Ordinal);
        Assert.Equal(1, deploy.ExitCode);
        Assert.Contains("Unable to resolve AWS account", deploy.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_command_with_its_name()
    {
        var app = $"dotnet {Checkout.Program("Infra", "ServerlessPipeline.Infra")}";

        var synth = await RunAsync("synth", "--quiet", "--app", app, "--context", "stage=production");

        Assert.Equal(1, synth.ExitCode);
        Assert.Contains("cdk.json: the setting 'stage' must be 'prod' or 'dev'; it is 'production'.", synth.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string WithoutDashboard()
    {
        var file = Path.Combine(_folder, "before.template.json");
        var template = JsonNode.Parse(File.ReadAllText(Path.Combine(Assembly, "ServerlessPipeline.template.json")))!;
        var resources = template["Resources"]!.AsObject();
        resources.Remove(resources.First(resource => (string?)resource.Value!["Type"] == "AWS::CloudWatch::Dashboard").Key);
        File.WriteAllText(file, template.ToJsonString());
        return file;
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        CdkCommand.RunAsync(new Dictionary<string, string>(), [.. arguments, "--output", Assembly]);
}
