using ServerlessPipeline.Fetcher;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Up;

/// <summary>One run of <c>pipeline up</c>: everything that it starts, it ends.</summary>
internal static class UpRun
{
    private static readonly string[] Functions = ["FanOut", "Writer"];
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromMilliseconds(500);

    // It asks services of its own process: what keeps them keeps it too, and is no reason to end the run.
    private static readonly TimeSpan OwnPatience = TimeSpan.FromMinutes(2);

    public static async Task<int> ExecuteAsync(UpOptions options, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var repository = Repository.Find();
        var console = Terminal.Output();
        var steps = new Steps(console, time);
        var folder = Path.GetFullPath(options.Data ?? repository.LocalData);
        using var data = DataFolder.Open(folder, options.Fresh);

        await steps.RunAsync("Synthesizing the template", () =>
            CloudAssembly.SynthesizeAsync(repository, data.CloudAssembly, cancellationToken));
        await using var cloud = await steps.RunAsync("Starting S3, SQS, DynamoDB and Lambda", () =>
            StartCloudAsync(options, repository, data, cancellationToken));
        if (options.AnyKey)
        {
            steps.Warn("With --any-key every program and every user of this machine may do everything in this run.");
        }

        foreach (var warning in cloud.Warnings)
        {
            steps.Warn(warning);
        }

        DeploymentOutputs.Write(DeploymentOutputs.PathIn(data.Path), cloud.Outputs);
        var resources = PipelineResources.Of(cloud);
        using var clients = new AwsClients(new LocalTarget(cloud.Endpoint, cloud.Operator), OwnPatience);
        var files = new MinuteFileKeys(clients.S3, resources.Bucket);
        var exchange = new Uri(cloud.InstanceEnvironment(resources.FetcherGroup)[FetcherVariables.ExchangeUrl]);
        await using var market = await steps.RunAsync("Opening the market", async () => await Market.OpenAsync(
            options,
            exchange,
            options.Symbols ?? resources.Symbols,
            await files.NextMinuteAsync(cancellationToken),
            time,
            cancellationToken));
        if (market.Warning is not null)
        {
            steps.Warn(market.Warning);
        }

        await using var fetcher = FetcherProcess.Start(options, repository, data, cloud, resources, market);
        var view = UpView.For(
            console,
            $"{market.Description} · {cloud.Endpoint.ToString().TrimEnd('/')} · credentials in {OperatorCredentials.PathIn(data.Path)}",
            time);
        var status = new StatusReader(
            resources, options.Symbols ?? market.Symbols ?? resources.Symbols, files, clients, cloud, data.Log("fetcher"), time);
        var watch = new RunWatch(fetcher, status, time, RefreshEvery);
        var end = await view.FollowAsync(
            show => watch.FollowAsync(options.Once, show, cancellationToken));
        UpReport.Print(console, end);
        if (options.Json)
        {
            console.Profile.Out.Writer.WriteLine(UpResult.From(end.Status, cloud.Endpoint).ToJson());
        }

        return end.Problems.Count == 0 ? 0 : 1;
    }

    private static async Task<LocalCloudHost> StartCloudAsync(
        UpOptions options, Repository repository, DataFolder data, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalCloudHost.StartAsync(
                new LocalCloudOptions
                {
                    CloudAssembly = data.CloudAssembly,
                    DataFolder = data.Path,
                    NodeModules = repository.NodeModules,
                    Port = options.Port,
                    AnyKey = options.AnyKey,
                    PortableFunctions = Functions.ToDictionary(name => $"ServerlessPipeline.{name}", repository.Program),
                },
                cancellationToken);
        }
        catch (LocalCloudException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }
}
