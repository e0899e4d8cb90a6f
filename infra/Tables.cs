using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace ServerlessPipeline.Infra;

/// <summary>The two tables. They hold data, so they outlive the stack.</summary>
internal sealed class Tables : Construct
{
    public Tables(Construct scope, string id, int maximumWriteUnits)
        : base(scope, id)
    {
        ProcessedData = new Table(this, "ProcessedData", new TableProps
        {
            TableName = MarketData.ProcessedData.TableName,
            PartitionKey = StringAttribute(MarketData.ProcessedData.Symbol),
            SortKey = StringAttribute(MarketData.ProcessedData.OpenTime),
            BillingMode = BillingMode.PAY_PER_REQUEST,
            MaxWriteRequestUnits = maximumWriteUnits,
            TimeToLiveAttribute = MarketData.ProcessedData.ExpiresAt,
            PointInTimeRecovery = true,
            DeletionProtection = true,
            RemovalPolicy = RemovalPolicy.RETAIN,
        });
        PipelineState = new Table(this, "PipelineState", new TableProps
        {
            TableName = MarketData.PipelineState.TableName,
            PartitionKey = StringAttribute(MarketData.PipelineState.Id),
            BillingMode = BillingMode.PAY_PER_REQUEST,
            PointInTimeRecovery = true,
            DeletionProtection = true,
            RemovalPolicy = RemovalPolicy.RETAIN,
        });
    }

    public Table ProcessedData { get; }

    public Table PipelineState { get; }

    private static Attribute StringAttribute(string name) => new() { Name = name, Type = AttributeType.STRING };
}
