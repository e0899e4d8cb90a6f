using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>
/// Each permission that the template gives is needed, and none is missing: the whole chain runs with all of them, and without
/// any one of them something is refused that names it.
/// </summary>
public sealed class GrantTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    /// <summary>What is granted for something that no local run does, with the policies' names without their hashes.</summary>
    private static readonly Dictionary<string, string> NotPlayed = new()
    {
        ["MinuteFilesNotificationsRoleDefaultPolicy"] = "The CDK's own helper configures the bucket, at deployment.",
        ["FetcherRoleDefaultPolicy s3:GetObject"] = "The instance fetches its program when it starts; files are read where another's is in the way.",
        ["FetcherRoleDefaultPolicy s3:ListBucket"] = "The bucket is searched when the exchange has answered, and here is none.",
        ["FetcherRoleDefaultPolicy logs:CreateLogStream"] = "The CloudWatch agent ships the journal.",
        ["FetcherRoleDefaultPolicy ssm:UpdateInstanceInformation"] = "Session Manager's agent.",
        ["NetworkVpcFlowLogIAMRoleDefaultPolicy"] = "The network's flow log.",
    };

    [Fact]
    public async Task With_all_permissions_nothing_is_refused()
    {
        await using var scene = await Scene.StartAsync(await TemplateAsync());

        await Eventually.TrueAsync(scene.IsDoneAsync, Deadline);

        Assert.DoesNotContain("not authorized", scene.Said(), StringComparison.Ordinal);
        Assert.DoesNotContain("not allow", string.Join('\n', scene.Pipeline!.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_one_permission_something_is_refused_that_names_it()
    {
        var template = await TemplateAsync();
        var grants = Grant.Of(template).Where(grant => !IsNotPlayed(grant)).ToList();

        var unneeded = new ConcurrentBag<Grant>();
        await Parallel.ForEachAsync(
            grants,
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken },
            async (grant, _) =>
            {
                await using var scene = await Scene.StartAsync(JsonNode.Parse(grant.Revoke(template))!);
                if (!await scene.SaysAsync(said => Names(said, grant)))
                {
                    unneeded.Add(grant);
                }
            });

        Assert.Empty(unneeded);
        Assert.True(grants.Count > 10, $"Only {grants.Count} permissions were found.");
    }

    [Fact]
    public async Task What_is_not_played_is_really_granted()
    {
        var grants = Grant.Of(await TemplateAsync()).ToList();

        Assert.All(NotPlayed.Keys, key => Assert.Contains(grants, grant => Matches(grant, key)));
    }

    private static bool Names(string said, Grant grant) => said.Split('\n').Any(line =>
        grant.Actions.Any(action => line.Contains(action, StringComparison.OrdinalIgnoreCase))
        && line.Contains(grant.Target, StringComparison.OrdinalIgnoreCase));

    private static bool IsNotPlayed(Grant grant) => NotPlayed.Keys.Any(key => Matches(grant, key));

    private static bool Matches(Grant grant, string key) => key.Split(' ') switch
    {
        [var policy] => grant.Policy.StartsWith(policy, StringComparison.Ordinal),
        [var policy, var action] => grant.Policy.StartsWith(policy, StringComparison.Ordinal) && grant.Actions.Contains(action),
        _ => false,
    };

    private static async Task<JsonNode> TemplateAsync() =>
        JsonNode.Parse(await File.ReadAllTextAsync(CloudAssembly.Template(await CloudAssembly.SynthesizeAsync())))!;

    /// <summary>
    /// The chain with work for every permission: a file and a repair from the fetcher, a backfilled file, a bad row, a file that
    /// is none, and a message that can never be stored.
    /// </summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly DirectoryInfo _assembly = Directory.CreateTempSubdirectory("cdk-out-");
        private readonly DirectoryInfo _spool = Directory.CreateTempSubdirectory("spool-");
        private LocalProgram? _fetcher;
        private string _refusal = "";

        /// <summary>Null where the deployment itself was refused.</summary>
        public RunningPipeline? Pipeline { get; private set; }

        public static async Task<Scene> StartAsync(JsonNode template)
        {
            var scene = new Scene();
            await CloudAssembly.WriteAsync(scene._assembly.FullName, template.ToJsonString());
            try
            {
                scene.Pipeline = await RunningPipeline.StartAsync(scene._assembly.FullName);
            }
            catch (LocalCloudException exception)
            {
                scene._refusal = exception.Message;
                return scene;
            }

            var good = await MinuteFiles.ContentAsync(1, 4);
            await scene.Pipeline.UploadAsync(MinuteFiles.Key(1), good.Replace("SYM1USDT", "no symbol", StringComparison.Ordinal));
            await scene.Pipeline.UploadAsync(MinuteFiles.Key(2), "symbol\tprice\n");
            await scene.Pipeline.UploadAsync(
                RepairFileKey.Backfill.For(MinuteFiles.Candle(0, 8).Symbol, MinuteFiles.Start, MinuteFiles.Start.AddMinutes(1)),
                await MinuteFiles.RepairAsync(symbol: 8, minutes: 2));
            await scene.Pipeline.SendAsync("poison");
            await MinuteFiles.SpoolAsync(scene._spool.FullName, 0);
            await MinuteFiles.SpoolRepairAsync(scene._spool.FullName, 9, 2);
            scene._fetcher = scene.Pipeline.StartFetcher(scene._spool.FullName, new Uri("http://127.0.0.1:9"));
            return scene;
        }

        /// <summary>All that anything has said: errors of the deployment, warnings, and the programs' logs.</summary>
        public string Said() => Pipeline is null
            ? _refusal
            : string.Join('\n', [.. Pipeline.Warnings, Pipeline.FetcherLog, .. Pipeline.FunctionLogs()]);

        /// <returns>False when the deadline has come first.</returns>
        public async Task<bool> SaysAsync(Func<string, bool> it)
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < Deadline;)
            {
                if (it(Said()))
                {
                    return true;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            return false;
        }

        /// <summary>Five items of the fetcher's file, three of the other, two backfilled, a row, a message and a file that failed.</summary>
        public async Task<bool> IsDoneAsync() =>
            (await Pipeline!.ItemsAsync()).Count == 10
            && await Pipeline.DepthAsync(Pipeline.DeadLettersQueue) == 2
            && await Pipeline.DepthAsync(Pipeline.FailedObjectsQueue) == 1;

        public async ValueTask DisposeAsync()
        {
            if (_fetcher is not null)
            {
                await _fetcher.DisposeAsync();
            }

            if (Pipeline is not null)
            {
                await Pipeline.DisposeAsync();
            }

            _assembly.Delete(recursive: true);
            _spool.Delete(recursive: true);
        }
    }
}
