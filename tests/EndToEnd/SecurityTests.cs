using System.Diagnostics;
using System.Net;
using System.Text;

namespace ServerlessPipeline.EndToEnd;

/// <summary>What <c>pipeline up</c> shows to others: nothing beyond this machine, and no secret anywhere.</summary>
public sealed class SecurityTests : IDisposable
{
    private const string PlantedSecret = "planted/secret+of+the+operators+own+account";
    private const string PlantedToken = "planted-session-token-of-the-operators-own-account";

    private readonly LocalRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_run_listens_on_loopback_alone_and_leaves_no_secret_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks at listeners and environments in /proc.");
        await using var up = _run.UpWith(
            new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = "AKIAPLANTED",
                ["AWS_SECRET_ACCESS_KEY"] = PlantedSecret,
                ["AWS_SESSION_TOKEN"] = PlantedToken,
            },
            "--source",
            "simulated",
            "--speed",
            "600");
        await _run.WaitForItemsAsync();
        var listeners = new HashSet<string>();
        var secrets = new HashSet<string>();
        // The kernel shows its table in pieces, and a program may be starting: what one look misses, the next one has.
        // The gateway, the Runtime API, dynalite and the exchange listen; secrets are the operator's, a function's at least, the
        // fetcher's, and dynalite's.
        await Eventually.TrueAsync(() =>
        {
            listeners.UnionWith(Listeners.Of(up.Id));
            secrets.UnionWith(SecretsOf(up.Id));
            return Task.FromResult(listeners.Any(address => Listeners.Port(address) == _run.Port) && listeners.Count >= 4 && secrets.Count >= 4);
        });
        var answers = await ErrorsAsync();

        using var kill = Process.Start("kill", $"-TERM {up.Id}");
        await up.ExitAsync(LocalRun.Patience);

        Assert.All(listeners, address => Assert.True(Listeners.IsLoopback(address), $"{address} is no loopback address."));
        Assert.All([.. secrets, PlantedSecret, PlantedToken], secret =>
        {
            Assert.DoesNotContain(secret, up.Output + up.Errors + answers, StringComparison.Ordinal);
            Assert.Empty(FilesWith(secret));
        });
    }

    /// <summary>What the run's processes are told, and the operator's.</summary>
    private HashSet<string> SecretsOf(int process)
    {
        string[] names = ["AWS_SECRET_ACCESS_KEY", "LOCAL_SECRET"];
        var secrets = ProcessTree.Descendants(process)
            .SelectMany(Environment)
            .Select(variable => variable.Split('=', 2))
            .Where(variable => names.Contains(variable[0]))
            .Select(variable => variable[1])
            .Append(_run.Credentials.GetCredentials().SecretKey)
            .ToHashSet();
        // The functions and the fetcher are given none of the operator's own.
        Assert.DoesNotContain(
            ProcessTree.Descendants(process).Where(child => Environment(child).Any(variable => variable.StartsWith("AWS_ENDPOINT_URL=", StringComparison.Ordinal))),
            child => Environment(child).Any(variable => variable.Contains("lanted", StringComparison.Ordinal)));
        secrets.Remove(PlantedSecret);
        return secrets;
    }

    private static string[] Environment(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Errors that name what they got: an unsigned request, one with a stranger's key, one with a wrong signature.</summary>
    private async Task<string> ErrorsAsync()
    {
        var answers = new StringBuilder();
        foreach (var (id, secret) in new[] { ("stranger", "x"), (_run.Credentials.GetCredentials().AccessKey, "wrong") })
        {
            foreach (var service in new[] { "s3", "sqs", "dynamodb", "lambda" })
            {
                using var http = new HttpClient(new LocalServices.SigningHandler(id, secret, service));
                using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{_run.Port}/x"), TestContext.Current.CancellationToken);
                Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
                answers.Append(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }

        return answers.ToString();
    }

    /// <summary>All that the run has left, the file that is made to hold the secret apart.</summary>
    private IEnumerable<string> FilesWith(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return Directory.EnumerateFiles(_run.Path, "*", SearchOption.AllDirectories)
            .Where(file => file != Path.Combine(_run.Data, "credentials") && File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0);
    }
}
