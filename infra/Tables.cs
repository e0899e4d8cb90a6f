using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.DynamoDB;
using Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace ServerlessPipeline.Infra;

/// <summary>The two tables. They hold data, so they outlive the stack.</summary>
internal sealed class Tables : Construct
{
    public Tables(Construct scope, string id, Stage stage, int maximumWriteUnits, int stateWriteUnits, Monitoring monitoring)
        : base(scope, id)
    {
        ProcessedData = new Table(this, "ProcessedData", Protected(stage, new TableProps
        {
            TableName = MarketData.ProcessedData.TableName + stage.Suffix,
            PartitionKey = StringAttribute(MarketData.ProcessedData.Symbol),
            SortKey = StringAttribute(MarketData.ProcessedData.OpenTime),
            MaxWriteRequestUnits = maximumWriteUnits,
            TimeToLiveAttribute = MarketData.ProcessedData.ExpiresAt,
        }));
        PipelineState = new Table(this, "PipelineState", Protected(stage, new TableProps
        {
            TableName = MarketData.PipelineState.TableName + stage.Suffix,
            PartitionKey = StringAttribute(MarketData.PipelineState.Id),
            MaxWriteRequestUnits = stateWriteUnits,
        }));
        Watch(monitoring);
    }

    public Table ProcessedData { get; }

    public Table PipelineState { get; }

    private void Watch(Monitoring monitoring)
    {
        Table[] tables = [ProcessedData, PipelineState];
        foreach (var table in tables)
        {
            monitoring.Alarm(this, $"{table.Node.Id}Throttles", new AlarmRule
            {
                Says = $"DynamoDB has refused writes to {table.Node.Id} for fifteen minutes: more come than the table's limit lets in.",
                Section = "writes-are-throttled",
                Metric = RefusedWrites(table),
                Periods = 3,
            });
        }

        monitoring.Row(
            ("Tables: write units", Array.ConvertAll(tables, WriteUnits)),
            ("Tables: refused writes", Array.ConvertAll(tables, RefusedWrites)));
    }

    private static IMetric WriteUnits(Table table) => table.MetricConsumedWriteCapacityUnits();

    // A batch in which only some items are refused counts here, and not as a throttled request.
    private static IMetric RefusedWrites(Table table) =>
        table.Metric("WriteThrottleEvents", new MetricOptions { Statistic = "sum" });

    private static TableProps Protected(Stage stage, TableProps props)
    {
        props.BillingMode = BillingMode.PAY_PER_REQUEST;
        props.Encryption = TableEncryption.AWS_MANAGED;
        props.PointInTimeRecovery = true;
        props.DeletionProtection = stage.Keeps;
        props.RemovalPolicy = stage.Removal;
        return props;
    }

    private static Attribute StringAttribute(string name) => new() { Name = name, Type = AttributeType.STRING };
}
