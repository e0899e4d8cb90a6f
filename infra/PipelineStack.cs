using Amazon.CDK;
using Constructs;

namespace ServerlessPipeline.Infra;

/// <summary>The whole core: files in, items out. It only composes; each construct owns what belongs to its step.</summary>
internal sealed class PipelineStack : Stack
{
    public PipelineStack(Construct scope, string id, PipelineSettings settings, Artifacts artifacts)
        : base(scope, id, new StackProps
        {
            Description = "Market data from Binance to DynamoDB: fetcher, minute files, fan-out, writer.",
            TerminationProtection = settings.Stage.Keeps,
        })
    {
        var monitoring = new Monitoring(this, "Monitoring", settings.Stage, settings.AlarmEmail);
        var files = new MinuteFiles(this, "MinuteFiles", settings.Stage, settings.Retention);
        var tables = new Tables(this, "Tables", settings.Stage, settings.Writer.MaximumWriteUnits, settings.StateWriteUnits, monitoring);
        var writer = new Writer(this, "Writer", new WriterProps
        {
            Settings = settings.Writer,
            LogRetentionDays = settings.Retention.Logs,
            Artifact = artifacts.Writer,
            ProcessedData = tables.ProcessedData,
            Monitoring = monitoring,
        });
        var fanOut = new FanOut(this, "FanOut", new FanOutProps
        {
            Settings = settings,
            Artifact = artifacts.FanOut,
            Files = files,
            State = tables.PipelineState,
            Rows = writer.Rows,
            RejectedRows = writer.DeadLetters,
            Monitoring = monitoring,
        });
        var network = new Network(this, "Network", settings.Retention.Logs);
        var fetcher = new FetcherInstance(this, "Fetcher", new FetcherInstanceProps
        {
            Settings = settings,
            Artifact = artifacts.Fetcher,
            Vpc = network.Vpc,
            Files = files.Bucket,
            State = tables.PipelineState,
            Monitoring = monitoring,
            After = [files, fanOut, writer],
        });
        monitoring.RowOfAlarms();

        // What the fetcher and the operator need to know.
        Output("MinuteFilesBucket", files.Bucket.BucketName);
        Output("Symbols", string.Join(',', settings.Symbols));
        Output("FileLimit", settings.FileLimit?.ToString() ?? "unlimited");
        Output("RowsPerFile", settings.RowsPerFile?.ToString() ?? "all");
        Output("FetcherGroup", fetcher.Group.AutoScalingGroupName);
        Output("FetcherLogs", fetcher.Logs.LogGroupName);
        Output("FanOutFunction", fanOut.Function.FunctionName);
        Output("FanOutLogs", fanOut.Function.LogGroup.LogGroupName);
        Output("FailedObjectsQueue", fanOut.FailedObjects.QueueUrl);
        Output("WriterFunction", writer.Function.FunctionName);
        Output("WriterLogs", writer.Function.LogGroup.LogGroupName);
        Output("RowsQueue", writer.Rows.QueueUrl);
        Output("DeadLettersQueue", writer.DeadLetters.QueueUrl);
        Output("ProcessedDataTable", tables.ProcessedData.TableName);
        Output("PipelineStateTable", tables.PipelineState.TableName);
        Output("AlarmTopic", monitoring.Topic.TopicArn);
        Output("Dashboard", monitoring.DashboardName);
    }

    private void Output(string name, string value) => _ = new CfnOutput(this, name, new CfnOutputProps { Value = value });
}
