using Amazon.CDK;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Days = Amazon.CDK.AWS.Logs.RetentionDays;

namespace ServerlessPipeline.Infra;

internal static class LogGroups
{
    /// <summary>The numbers of days that CloudWatch Logs knows, up to ten years.</summary>
    public static IReadOnlyDictionary<int, Days> RetentionDays { get; } = new SortedDictionary<int, Days>
    {
        [1] = Days.ONE_DAY,
        [3] = Days.THREE_DAYS,
        [5] = Days.FIVE_DAYS,
        [7] = Days.ONE_WEEK,
        [14] = Days.TWO_WEEKS,
        [30] = Days.ONE_MONTH,
        [60] = Days.TWO_MONTHS,
        [90] = Days.THREE_MONTHS,
        [120] = Days.FOUR_MONTHS,
        [150] = Days.FIVE_MONTHS,
        [180] = Days.SIX_MONTHS,
        [365] = Days.ONE_YEAR,
        [400] = Days.THIRTEEN_MONTHS,
        [545] = Days.EIGHTEEN_MONTHS,
        [731] = Days.TWO_YEARS,
        [1096] = Days.THREE_YEARS,
        [1827] = Days.FIVE_YEARS,
        [3653] = Days.TEN_YEARS,
    };

    /// <param name="removal">
    /// Logs are no data, so that a group goes with the stack; but one may be kept, since CloudFormation names it anew each time.
    /// </param>
    public static LogGroup Create(
        Construct scope, string id, int retentionDays, RemovalPolicy removal = RemovalPolicy.DESTROY) => new(scope, id, new LogGroupProps
        {
            Retention = RetentionDays[retentionDays],
            RemovalPolicy = removal,
        });
}
