#nullable disable
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SQS.Internal;
using Amazon.SQS.Model;
using ServerlessPipeline.AwsLite.Service;

namespace Amazon.SQS;

/// <summary>
/// SQS over the pipeline of AWS's SDK: credentials, region, endpoint, signature and retries are the SDK's own.
/// </summary>
public class AmazonSQSClient : AmazonServiceClient, IAmazonSQS
{
    /// <summary>With credentials and configuration from the environment, the profile or the machine's role.</summary>
    public AmazonSQSClient()
        : this(new AmazonSQSConfig())
    {
    }

    public AmazonSQSClient(AmazonSQSConfig config)
        : base(config)
    {
    }

    public AmazonSQSClient(AWSCredentials credentials, AmazonSQSConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new SqsMetadata();

    public Task<ChangeMessageVisibilityResponse> ChangeMessageVisibilityAsync(
        string queueUrl, string receiptHandle, int? visibilityTimeout, CancellationToken cancellationToken = default) =>
        ChangeMessageVisibilityAsync(
            new ChangeMessageVisibilityRequest(queueUrl, receiptHandle, visibilityTimeout), cancellationToken);

    public Task<ChangeMessageVisibilityResponse> ChangeMessageVisibilityAsync(
        ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request,
            SqsJson.Default.ChangeMessageVisibilityRequest,
            SqsJson.Default.ChangeMessageVisibilityResponse,
            cancellationToken);

    public Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        string queueUrl, List<ChangeMessageVisibilityBatchRequestEntry> entries,
        CancellationToken cancellationToken = default) =>
        ChangeMessageVisibilityBatchAsync(
            new ChangeMessageVisibilityBatchRequest(queueUrl, entries), cancellationToken);

    public Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request,
            SqsJson.Default.ChangeMessageVisibilityBatchRequest,
            SqsJson.Default.ChangeMessageVisibilityBatchResponse,
            cancellationToken);

    public Task<CreateQueueResponse> CreateQueueAsync(
        string queueName, CancellationToken cancellationToken = default) =>
        CreateQueueAsync(new CreateQueueRequest(queueName), cancellationToken);

    public Task<CreateQueueResponse> CreateQueueAsync(
        CreateQueueRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(request, SqsJson.Default.CreateQueueRequest, SqsJson.Default.CreateQueueResponse, cancellationToken);

    public Task<DeleteMessageResponse> DeleteMessageAsync(
        string queueUrl, string receiptHandle, CancellationToken cancellationToken = default) =>
        DeleteMessageAsync(new DeleteMessageRequest(queueUrl, receiptHandle), cancellationToken);

    public Task<DeleteMessageResponse> DeleteMessageAsync(
        DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request, SqsJson.Default.DeleteMessageRequest, SqsJson.Default.DeleteMessageResponse, cancellationToken);

    public Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(
        string queueUrl, List<DeleteMessageBatchRequestEntry> entries, CancellationToken cancellationToken = default) =>
        DeleteMessageBatchAsync(new DeleteMessageBatchRequest(queueUrl, entries), cancellationToken);

    public Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(
        DeleteMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request,
            SqsJson.Default.DeleteMessageBatchRequest,
            SqsJson.Default.DeleteMessageBatchResponse,
            cancellationToken);

    public Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        string queueUrl, List<string> attributeNames, CancellationToken cancellationToken = default) =>
        GetQueueAttributesAsync(new GetQueueAttributesRequest(queueUrl, attributeNames), cancellationToken);

    public Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request,
            SqsJson.Default.GetQueueAttributesRequest,
            SqsJson.Default.GetQueueAttributesResponse,
            cancellationToken);

    public Task<GetQueueUrlResponse> GetQueueUrlAsync(
        string queueName, CancellationToken cancellationToken = default) =>
        GetQueueUrlAsync(new GetQueueUrlRequest(queueName), cancellationToken);

    public Task<GetQueueUrlResponse> GetQueueUrlAsync(
        GetQueueUrlRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(request, SqsJson.Default.GetQueueUrlRequest, SqsJson.Default.GetQueueUrlResponse, cancellationToken);

    public Task<ListQueuesResponse> ListQueuesAsync(
        string queueNamePrefix, CancellationToken cancellationToken = default) =>
        ListQueuesAsync(new ListQueuesRequest(queueNamePrefix), cancellationToken);

    public Task<ListQueuesResponse> ListQueuesAsync(
        ListQueuesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(request, SqsJson.Default.ListQueuesRequest, SqsJson.Default.ListQueuesResponse, cancellationToken);

    public Task<PurgeQueueResponse> PurgeQueueAsync(
        string queueUrl, CancellationToken cancellationToken = default) =>
        PurgeQueueAsync(new PurgeQueueRequest { QueueUrl = queueUrl }, cancellationToken);

    public Task<PurgeQueueResponse> PurgeQueueAsync(
        PurgeQueueRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(request, SqsJson.Default.PurgeQueueRequest, SqsJson.Default.PurgeQueueResponse, cancellationToken);

    public Task<ReceiveMessageResponse> ReceiveMessageAsync(
        string queueUrl, CancellationToken cancellationToken = default) =>
        ReceiveMessageAsync(new ReceiveMessageRequest(queueUrl), cancellationToken);

    public Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request, SqsJson.Default.ReceiveMessageRequest, SqsJson.Default.ReceiveMessageResponse, cancellationToken);

    public Task<SendMessageResponse> SendMessageAsync(
        string queueUrl, string messageBody, CancellationToken cancellationToken = default) =>
        SendMessageAsync(new SendMessageRequest(queueUrl, messageBody), cancellationToken);

    public Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(request, SqsJson.Default.SendMessageRequest, SqsJson.Default.SendMessageResponse, cancellationToken);

    public Task<SendMessageBatchResponse> SendMessageBatchAsync(
        string queueUrl, List<SendMessageBatchRequestEntry> entries, CancellationToken cancellationToken = default) =>
        SendMessageBatchAsync(new SendMessageBatchRequest(queueUrl, entries), cancellationToken);

    public Task<SendMessageBatchResponse> SendMessageBatchAsync(
        SendMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(request, SendMessageBatchJson.Write, SendMessageBatchJson.Read, cancellationToken);

    public Task<SetQueueAttributesResponse> SetQueueAttributesAsync(
        string queueUrl, Dictionary<string, string> attributes, CancellationToken cancellationToken = default) =>
        SetQueueAttributesAsync(new SetQueueAttributesRequest(queueUrl, attributes), cancellationToken);

    public Task<SetQueueAttributesResponse> SetQueueAttributesAsync(
        SetQueueAttributesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request,
            SqsJson.Default.SetQueueAttributesRequest,
            SqsJson.Default.SetQueueAttributesResponse,
            cancellationToken);

    public Task<StartMessageMoveTaskResponse> StartMessageMoveTaskAsync(
        StartMessageMoveTaskRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            request,
            SqsJson.Default.StartMessageMoveTaskRequest,
            SqsJson.Default.StartMessageMoveTaskResponse,
            cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<RegionalEndpointResolver>(new Signature4Authentication());
        pipeline.AddHandlerBefore<Unmarshaller>(new Md5Validation());
    }

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        CancellationToken cancellationToken)
        where TRequest : AmazonSQSRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        CallAsync(
            request,
            value => JsonSerializer.SerializeToUtf8Bytes(value, requestType),
            body => JsonSerializer.Deserialize(body, responseType)!,
            cancellationToken);

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request, Func<TRequest, byte[]> write, SqsReader<TResponse> read, CancellationToken cancellationToken)
        where TRequest : AmazonSQSRequest
        where TResponse : AmazonWebServiceResponse, new()
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new SqsMarshaller<TRequest>(write),
            ResponseUnmarshaller = new SqsUnmarshaller<TResponse>(read),
        };
        return InvokeAsync<TResponse>(request, options, cancellationToken);
    }
}
