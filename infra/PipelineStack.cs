using Amazon.CDK;
using Constructs;

namespace ServerlessPipeline.Infra;

/// <summary>The whole core: files in, items out. It only composes; each construct owns what belongs to its step.</summary>
internal sealed class PipelineStack : Stack
{
    public PipelineStack(Construct scope, string id, PipelineSettings settings, FunctionArtifacts artifacts)
        : base(scope, id, new StackProps { Description = "Market data from Binance to DynamoDB: minute files, fan-out, writer." })
    {
        var tables = new Tables(this, "Tables", settings.Writer.MaximumWriteUnits);
        var files = new MinuteFiles(this, "MinuteFiles");
        var writer = new Writer(this, "Writer", settings.Writer, artifacts.Writer, tables.ProcessedData);
        var fanOut = new FanOut(this, "FanOut", new FanOutProps
        {
            Settings = settings,
            Artifact = artifacts.FanOut,
            Files = files.Bucket,
            State = tables.PipelineState,
            Rows = writer.Rows,
            RejectedRows = writer.DeadLetters,
        });

        // What the fetcher and the operator's command need to know.
        Output("MinuteFilesBucket", files.Bucket.BucketName);
        Output("Symbols", string.Join(',', settings.Symbols));
        Output("FileLimit", settings.FileLimit?.ToString() ?? "unlimited");
        Output("FanOutFunction", fanOut.Function.FunctionName);
        Output("FailedObjectsQueue", fanOut.FailedObjects.QueueUrl);
        Output("WriterFunction", writer.Function.FunctionName);
        Output("RowsQueue", writer.Rows.QueueUrl);
        Output("DeadLettersQueue", writer.DeadLetters.QueueUrl);
    }

    private void Output(string name, string value) => _ = new CfnOutput(this, name, new CfnOutputProps { Value = value });
}
