using ServerlessPipeline.LocalCloud.Sqs.Wire;

namespace ServerlessPipeline.LocalCloud.Sqs;

internal sealed class QueueOperations(SqsService service)
{
    private const string All = "All";
    private const int LongestPage = 1000;

    private static readonly HashSet<string> ReadOnlyAttributes =
    [
        "QueueArn", "CreatedTimestamp", "LastModifiedTimestamp", "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
    ];

    public QueueUrlResponse Create(CreateQueueRequest request, Caller caller) => new(QueueUrl.Of(
        service.CreateQueue(request.QueueName ?? throw SqsException.MissingParameter(nameof(request.QueueName)), request.Attributes ?? []),
        caller));

    public QueueUrlResponse GetUrl(GetQueueUrlRequest request, Caller caller)
    {
        var name = request.QueueName ?? throw SqsException.MissingParameter(nameof(request.QueueName));
        return request.QueueOwnerAWSAccountId is null or LocalAccount.Id && service.Find(name) is { } queue
            ? new QueueUrlResponse(QueueUrl.Of(queue, caller))
            : throw SqsException.QueueDoesNotExist();
    }

    public ListQueuesResponse List(ListQueuesRequest request, Caller caller)
    {
        var queues = service.Queues.Where(q => q.Name.StartsWith(request.QueueNamePrefix ?? "", StringComparison.Ordinal));
        var (page, next) = Page(queues, request.MaxResults, request.NextToken);
        return new ListQueuesResponse(page is [] ? null : [.. page.Select(q => QueueUrl.Of(q, caller))], next);
    }

    public ListDeadLetterSourceQueuesResponse ListDeadLetterSources(ListDeadLetterSourceQueuesRequest request, Caller caller)
    {
        var target = QueueUrl.Resolve(service, request.QueueUrl).Arn;
        var sources = service.Queues.Where(q => q.Settings.RedrivePolicy?.DeadLetterTargetArn == target);
        var (page, next) = Page(sources, request.MaxResults, request.NextToken);
        return new ListDeadLetterSourceQueuesResponse([.. page.Select(q => QueueUrl.Of(q, caller))], next);
    }

    public GetQueueAttributesResponse GetAttributes(GetQueueAttributesRequest request)
    {
        var queue = QueueUrl.Resolve(service, request.QueueUrl);
        var names = request.AttributeNames ?? [];
        if (names.Find(n => n != All && !ReadOnlyAttributes.Contains(n) && !QueueAttributes.IsKnown(n)) is { } unknown)
        {
            throw SqsException.InvalidAttributeName(unknown);
        }

        var attributes = Describe(queue)
            .Where(a => names.Contains(All) || names.Contains(a.Key))
            .ToDictionary();
        return new GetQueueAttributesResponse(attributes.Count > 0 ? attributes : null);
    }

    public void SetAttributes(SetQueueAttributesRequest request) => service.ChangeQueue(
        QueueUrl.Resolve(service, request.QueueUrl),
        request.Attributes ?? throw SqsException.MissingParameter(nameof(request.Attributes)));

    public void Purge(BareQueueRequest request) => QueueUrl.Resolve(service, request.QueueUrl).Purge();

    public void Delete(BareQueueRequest request) => service.DeleteQueue(QueueUrl.Resolve(service, request.QueueUrl));

    private static Dictionary<string, string> Describe(SqsQueue queue)
    {
        var stored = queue.Stored ?? throw SqsException.QueueDoesNotExist();
        var counts = queue.Count();
        return new Dictionary<string, string>(QueueAttributes.Describe(stored.Settings))
        {
            ["QueueArn"] = queue.Arn,
            ["CreatedTimestamp"] = (stored.CreatedAt / 1000).ToString(),
            ["LastModifiedTimestamp"] = (stored.ModifiedAt / 1000).ToString(),
            ["ApproximateNumberOfMessages"] = counts.Visible.ToString(),
            ["ApproximateNumberOfMessagesNotVisible"] = counts.InFlight.ToString(),
            ["ApproximateNumberOfMessagesDelayed"] = counts.Delayed.ToString(),
        };
    }

    /// <summary>The token is the last name of the page before. Without MaxResults there is none, and 1,000 at most.</summary>
    private static (List<SqsQueue> Queues, string? NextToken) Page(IEnumerable<SqsQueue> queues, int? maxResults, string? after)
    {
        if (maxResults is < 1 or > LongestPage)
        {
            throw SqsException.InvalidParameterValue($"Value {maxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and {LongestPage}.");
        }

        var rest = queues.Where(q => after is null || string.CompareOrdinal(q.Name, after) > 0).ToList();
        var page = rest.Take(maxResults ?? LongestPage).ToList();
        return (page, maxResults is not null && page.Count < rest.Count ? page[^1].Name : null);
    }
}
