using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Constructs;

namespace ServerlessPipeline.Infra;

/// <summary>Something that needs a person.</summary>
internal sealed record AlarmRule
{
    /// <summary>One sentence on what has happened.</summary>
    public required string Says { get; init; }

    /// <summary>The section of <c>docs/runbook.md</c> that says what to do.</summary>
    public required string Section { get; init; }
    public required IMetric Metric { get; init; }
    public double Threshold { get; init; }
    public ComparisonOperator Comparison { get; init; } = ComparisonOperator.GREATER_THAN_THRESHOLD;

    /// <summary>How many of the metric's periods in a row.</summary>
    public int Periods { get; init; } = 1;

    /// <summary>What no data means.</summary>
    public TreatMissingData Missing { get; init; } = TreatMissingData.NOT_BREACHING;
}

/// <summary>Where the pipeline says how it fares: one topic for its alarms, and one dashboard.</summary>
internal sealed class Monitoring : Construct
{
    private const int DashboardWidth = 24;

    private readonly Dashboard _dashboard;
    private readonly List<Alarm> _alarms = [];
    private readonly Stage _stage;

    public Monitoring(Construct scope, string id, Stage stage, string? email)
        : base(scope, id)
    {
        _stage = stage;
        Topic = new Topic(this, "Alarms", new TopicProps { DisplayName = "ServerlessPipeline alarms", EnforceSSL = true });
        // A policy of its own, such as the one above, takes the place of SNS's default: CloudWatch must be named.
        Topic.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "AlarmsOfThisAccount",
            Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
            Actions = ["sns:Publish"],
            Resources = [Topic.TopicArn],
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = Stack.Of(this).Account },
            },
        }));
        if (email is not null)
        {
            Topic.AddSubscription(new EmailSubscription(email));
        }

        _dashboard = new Dashboard(this, "Dashboard", new DashboardProps
        {
            DashboardName = $"ServerlessPipeline{stage.Suffix}",
            DefaultInterval = Duration.Hours(3),
        });
    }

    public Topic Topic { get; }

    public string DashboardName => _dashboard.DashboardName;

    /// <param name="scope">What is watched; its alarm belongs to it.</param>
    /// <param name="name">Such as <c>WriterErrors</c>: what stands in the e-mail's subject.</param>
    public void Alarm(Construct scope, string name, AlarmRule rule)
    {
        var alarm = new Alarm(scope, $"{name}Alarm", new AlarmProps
        {
            AlarmName = $"ServerlessPipeline{_stage.Suffix}-{name}",
            AlarmDescription = $"{rule.Says} What to do: docs/runbook.md#{rule.Section}",
            Metric = rule.Metric,
            Threshold = rule.Threshold,
            ComparisonOperator = rule.Comparison,
            EvaluationPeriods = rule.Periods,
            TreatMissingData = rule.Missing,
        });
        var action = new SnsAction(Topic);
        alarm.AddAlarmAction(action);
        alarm.AddOkAction(action);
        _alarms.Add(alarm);
    }

    /// <summary>A row of the dashboard, shared out evenly among its graphs.</summary>
    public void Row(params (string Title, IMetric[] Metrics)[] graphs) => _dashboard.AddWidgets([.. graphs.Select(graph => new GraphWidget(
        new GraphWidgetProps { Title = graph.Title, Left = graph.Metrics, Width = DashboardWidth / graphs.Length }))]);

    /// <summary>The last row: every alarm with its state.</summary>
    public void RowOfAlarms() => _dashboard.AddWidgets(
        new AlarmStatusWidget(new AlarmStatusWidgetProps { Title = "Alarms", Alarms = [.. _alarms], Width = DashboardWidth }));
}
