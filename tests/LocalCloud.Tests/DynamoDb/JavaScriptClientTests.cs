using System.Diagnostics;
using System.Text.RegularExpressions;
using ServerlessPipeline.LocalCloud.Tests.Iam;

namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

/// <summary>
/// The calls of NoSQL Workbench, made by Amazon's client for JavaScript, with a key that is made up. The client is installed when
/// these tests run, for nothing else needs it; they are skipped where no registry has it.
/// </summary>
public sealed partial class JavaScriptClientTests(RoleHost host, AnyKeyHost open) : IClassFixture<RoleHost>, IClassFixture<AnyKeyHost>
{
    private const string Found =
        """
        {"tables":["items","state"],"key":["id"],"queried":["2"],"scanned":["1","2","3"],"pages":3,"selected":["1","3"],"paged":["1","2","3"],"refused":"ValidationException"}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "DynamoDb", "JavaScript");

    [Fact]
    public async Task It_lists_describes_queries_scans_and_selects_with_a_key_that_is_added_while_it_runs()
    {
        await InstallAsync();
        await FillAsync(host);
        var refused = await RunAsync(host, "madeup2", "its-secret");

        OperatorCredentials.Add(host.DataFolder, new OperatorProfile("javascript", "madeup2", "its-secret"));

        Assert.Equal("""{"error":"UnrecognizedClientException"}""", refused);
        Assert.Equal(Found.Trim(), await RunAsync(host, "madeup2", "its-secret"));
        Assert.Equal("""{"error":"InvalidSignatureException"}""", await RunAsync(host, "madeup2", "another"));
    }

    [Fact]
    public async Task It_lists_describes_queries_scans_and_selects_with_any_key_where_any_is_taken()
    {
        await InstallAsync();
        await FillAsync(open);

        Assert.Equal(Found.Trim(), await RunAsync(open, "madeup3", "its-secret"));
    }

    private static async Task FillAsync(RoleHost host)
    {
        for (var id = 1; id <= 3; id++)
        {
            await host.DynamoDb(host.Operator).PutItemAsync(
                "items", new() { ["id"] = new($"{id}"), ["kind"] = new(id % 2 == 0 ? "even" : "odd") }, Cancellation);
        }
    }

    private static async Task<string> RunAsync(RoleHost host, string key, string secret)
    {
        var (exitCode, output, errors) = await RunAsync(
            "node", Path.Combine(Folder, "workbench.mjs"), host.Cloud.Endpoint.ToString(), key, secret);
        Assert.True(exitCode == 0, errors);
        return output.Trim();
    }

    /// <summary>Once for a lock file.</summary>
    private static async Task InstallAsync()
    {
        var wanted = new FileInfo(Path.Combine(Folder, "package-lock.json"));
        var mark = new FileInfo(Path.Combine(Folder, "node_modules", ".installed"));
        if (mark.Exists && mark.LastWriteTimeUtc >= wanted.LastWriteTimeUtc)
        {
            return;
        }

        string[] command = [.. OperatingSystem.IsWindows() ? new[] { "cmd", "/c" } : [], "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        var (exitCode, _, errors) = await RunAsync(command[0], command[1..]);
        if (exitCode != 0 && Unreachable().Match(errors) is { Success: true } reason)
        {
            Assert.Skip($"npm has no Amazon client for JavaScript to install: {reason.Value}.");
        }

        Assert.True(exitCode == 0, errors);
        await File.WriteAllTextAsync(mark.FullName, "", Cancellation);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>What npm says of a registry that does not answer, or lacks the package.</summary>
    [GeneratedRegex(@"\b(ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|E4\d\d|E5\d\d)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unreachable();
}
