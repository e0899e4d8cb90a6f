using System.Globalization;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>
/// A queue has dead letters, or holds those of others: then it keeps them as long as SQS can. A message that SQS moves keeps the time
/// at which it was first sent, so a queue that has dead letters keeps its own for less than that, or they are gone when they arrive.
/// </summary>
internal sealed class DeadLetterRule : Rule
{
    protected override string? Problem(TemplateResource resource)
    {
        if (resource.Type != "AWS::SQS::Queue")
        {
            return null;
        }

        // Without a number SQS keeps them for four days.
        var keepsLongest = double.TryParse(resource["MessageRetentionPeriod"].Text(), CultureInfo.InvariantCulture, out var seconds)
            && seconds >= Queues.LongestRetention.ToSeconds();
        return (resource["RedrivePolicy"] is not null, keepsLongest) switch
        {
            (false, false) => "A queue must have a dead-letter queue, or keep its messages for fourteen days as one itself",
            (true, true) => "A queue must keep its messages for less time than its dead-letter queue does",
            _ => null,
        };
    }
}
