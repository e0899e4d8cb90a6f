using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ServerlessPipeline.LocalCloud.DynamoDb;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

/// <summary>The service behind a gateway, and Amazon's client for it.</summary>
internal sealed class LocalDynamoDb : IAsyncDisposable
{
    private readonly AwsGateway _gateway;

    private LocalDynamoDb(DynamoDbService service, AwsGateway gateway)
    {
        Service = service;
        _gateway = gateway;
        Client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("AKIATEST", "secret"),
            new AmazonDynamoDBConfig { ServiceURL = gateway.Endpoint.ToString(), AuthenticationRegion = LocalAccount.Region });
    }

    public DynamoDbService Service { get; }

    public AmazonDynamoDBClient Client { get; }

    public Uri Endpoint => _gateway.Endpoint;

    public static async Task<LocalDynamoDb> StartAsync(string dataFolder, TimeProvider? time = null)
    {
        var service = await DynamoDbService.StartAsync(
            new DynamoDbOptions { DataFolder = dataFolder }, time ?? TimeProvider.System, TestContext.Current.CancellationToken);
        var keys = new AccessKeys("the tests");
        keys.Add("AKIATEST", "secret");
        var gateway = new AwsGateway([service], new GatewayOptions { Port = 0 }, keys);
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        return new LocalDynamoDb(service, gateway);
    }

    /// <summary>A template's table with the partition key <c>id</c>.</summary>
    public static TableResource Table(string name) =>
        new(new ResourceId("Stack", name, name, LocalAccount.Arn("dynamodb", $"table/{name}"))) { Key = [new KeyAttribute("id", "S")] };

    public Task PutItem(string table, string id, params (string Name, AttributeValue Value)[] attributes)
    {
        var item = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);
        item["id"] = new AttributeValue(id);
        return Client.PutItemAsync(table, item, TestContext.Current.CancellationToken);
    }

    /// <summary>Null where there is none.</summary>
    public async Task<Dictionary<string, AttributeValue>?> GetItem(string table, string id)
    {
        var key = new Dictionary<string, AttributeValue> { ["id"] = new(id) };
        var response = await Client.GetItemAsync(table, key, true, TestContext.Current.CancellationToken);
        return response.IsItemSet ? response.Item : null;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _gateway.DisposeAsync();
        await Service.DisposeAsync();
    }
}
