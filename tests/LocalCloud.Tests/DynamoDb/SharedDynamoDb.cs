namespace ServerlessPipeline.LocalCloud.Tests.DynamoDb;

/// <summary>One service for the tests of a class, each of which uses tables of its own.</summary>
public sealed class SharedDynamoDb : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalDynamoDb? _dynamoDb;

    internal LocalDynamoDb DynamoDb => _dynamoDb!;

    public async ValueTask InitializeAsync() => _dynamoDb = await LocalDynamoDb.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await DynamoDb.DisposeAsync();
        _folder.Dispose();
    }
}
