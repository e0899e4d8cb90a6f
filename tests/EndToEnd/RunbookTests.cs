using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Each command of the runbook and the readme is one that runs, and each text that a program warns with is in the runbook.</summary>
public sealed partial class RunbookTests
{
    private static readonly string Runbook = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "runbook.md"));
    private static readonly string Readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));

    [Fact]
    public async Task Every_command_of_the_operator_runs()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await pipeline.UploadAsync(MinuteFiles.Key(0), await MinuteFiles.ContentAsync(0, 5));
        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 5);
        var archives = Directory.CreateTempSubdirectory("archives-");
        await File.WriteAllTextAsync(
            Path.Combine(archives.FullName, "BTCUSDT.csv"),
            "1769990400000,100.1,100.4,99.9,100.2,12.5,1769990459999,1251.2,42,6.1,610.3,0\n",
            TestContext.Current.CancellationToken);
        var commands = Spans(Runbook).Concat(Spans(Readme)).Where(span => span.StartsWith("pipeline ", StringComparison.Ordinal))
            .Select(span => span.Replace(" --outputs outputs.json", "", StringComparison.Ordinal)).Distinct().ToList();

        Assert.True(commands.Count > 15, $"{commands.Count} commands are found.");
        foreach (var command in commands)
        {
            var arguments = command.Replace("KEY", MinuteFiles.Key(0), StringComparison.Ordinal).Split(' ').Skip(1).ToList();
            arguments.AddRange(arguments[0] switch
            {
                "doctor" => [],
                "credentials" => ["--data", Path.GetDirectoryName(pipeline.CredentialsFile)!],
                _ => pipeline.Where,
            });
            // Nobody is there to be asked, and no exchange to ask.
            arguments.AddRange(arguments.Exists(argument => argument is "discard" or "reset" or "clear") ? ["--yes"] : []);
            arguments.AddRange(arguments[0] == "backfill" ? ["--path", archives.FullName, "--symbols", "BTCUSDT"] : []);
            await using var process = PipelineProcess.Start([.. arguments]);
            var exitCode = await process.ExitAsync(LocalRun.Patience);

            // 1 says that something is not as it should be, which is an answer; 2, that nothing was done.
            Assert.True(exitCode is 0 or 1, $"{command}: {exitCode}: {process.Output}{process.Errors}");
        }

        archives.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_command_of_AWS_is_one_that_its_command_line_knows()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/aws"), "Debian's awscli is not installed.");
        var asked = new List<string>();
        await using var server = await AnsweringAsync(asked);
        var folder = Directory.CreateTempSubdirectory("runbook-");
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "outputs.json"),
            """{"S":{"MinuteFilesBucket":"files","WriterFunction":"Writer","FetcherLogs":"f","FanOutLogs":"n","WriterLogs":"w","FetcherGroup":"g"}}""",
            TestContext.Current.CancellationToken);
        var functions = string.Join('\n', Fenced().Matches(Runbook).Select(match => match.Groups["text"].Value))
            .Replace("npx cdk deploy --outputs-file outputs.json\n", "", StringComparison.Ordinal);
        var commands = Spans(Runbook).Where(span => span.StartsWith("logs ", StringComparison.Ordinal) || span.StartsWith("aws ", StringComparison.Ordinal)).ToList();

        Assert.True(commands.Count >= 5, $"{commands.Count} commands are found.");
        foreach (var command in commands)
        {
            var script = $"set -e\naws() {{ /usr/bin/aws --endpoint-url {server.Urls.First()} \"$@\"; }}\n{functions}\n{command}";
            await BashAsync(script, folder.FullName);
        }

        Assert.Equal(commands.Count, asked.Count);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Every_text_that_a_program_warns_with_is_explained()
    {
        var sources = new[] { "Fetcher", "FanOut", "Writer" }
            .SelectMany(project => Directory.GetFiles(Path.Combine(Checkout.Root, "src", project), "*.cs", SearchOption.AllDirectories));
        var texts = sources.SelectMany(file => Warning().Matches(File.ReadAllText(file)).SelectMany(match => match.Groups["text"].Captures))
            .Select(text => text.Value).Distinct().ToList();

        Assert.True(texts.Count > 15, $"{texts.Count} texts are found.");
        Assert.All(texts, text => Assert.Contains($"| `{text}` |", Runbook, StringComparison.Ordinal));
    }

    /// <summary>What is in backquotes, in one line.</summary>
    private static IEnumerable<string> Spans(string document) =>
        Span().Matches(Fenced().Replace(document, "")).Select(match => Blanks().Replace(match.Groups["text"].Value, " ")).Distinct();

    /// <summary>A service that takes any request and has nothing.</summary>
    private static async Task<WebApplication> AnsweringAsync(List<string> asked)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            asked.Add($"{context.Request.Path}{context.Request.Headers["X-Amz-Target"]} {body}");
            var action = Action().Match(body).Groups["name"].Value;
            await context.Response.WriteAsync(context.Request.Headers.ContainsKey("x-amz-copy-source") ? "<CopyObjectResult/>"
                : action.Length == 0 ? "{}"
                : $"<{action}Response><{action}Result/></{action}Response>");
        });
        await server.StartAsync();
        return server;
    }

    private static async Task BashAsync(string script, string folder)
    {
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = "someone", ["AWS_SECRET_ACCESS_KEY"] = "something", ["AWS_DEFAULT_REGION"] = "us-east-1", ["AWS_CONFIG_FILE"] = "/dev/null",
            },
        })!;
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, $"{script}: {await errors}");
    }

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Span();

    [GeneratedRegex("^```\n(?<text>.*?)^```\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fenced();

    /// <summary>Of AWS's older protocol, whose answers are named for it.</summary>
    [GeneratedRegex("Action=(?<name>[A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Action();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    /// <summary>The first literal of a call that warns, or both of those that it chooses between.</summary>
    [GeneratedRegex(
        """\b_?[lL]og(ger)?\.(Log)?(Warning|Error|Critical)\(\s*(exception,\s*)?([^",()]*\?\s*)?"(?<text>[^"]+)"(\s*:\s*"(?<text>[^"]+)")?""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Warning();
}
