using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Iam;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>DynamoDB: dynalite for tables and items, and around it what dynalite lacks.</summary>
internal sealed class DynamoDbService : IAwsService, IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly Dynalite _dynalite;
    private readonly TableOperations _operations;
    private readonly StatementOperations _statements;
    private readonly TableCreator _creator;
    private readonly Expiry _expiry;
    private long _changes;

    private DynamoDbService(DataFolder folder, Dynalite dynalite, TimeProvider time)
    {
        var settings = new TableSettingsStore(folder.Settings);
        _folder = folder;
        _dynalite = dynalite;
        _operations = new TableOperations(dynalite, settings);
        _statements = new StatementOperations(dynalite);
        _creator = new TableCreator(dynalite, settings, folder, time);
        _expiry = new Expiry(dynalite, settings, time);
    }

    public string SigningName => "dynamodb";

    /// <summary>Grows with every request that may have changed something, and with what expires.</summary>
    public long Changes => Interlocked.Read(ref _changes) + _expiry.Deleted;

    /// <summary>The process id of the dynalite that answers at present.</summary>
    public int DynaliteProcessId => _dynalite.ProcessId;

    /// <summary>Where it listens.</summary>
    public Uri DynaliteEndpoint => _dynalite.Endpoint;

    /// <exception cref="InvalidOperationException">
    /// Another run holds the data folder, or dynalite does not start; the message says what to do.
    /// </exception>
    public static async Task<DynamoDbService> StartAsync(
        DynamoDbOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var nodeModules = options.NodeModules ?? NodeModules.Find("dynalite");
        var folder = new DataFolder(options.DataFolder);
        try
        {
            var dynalite = await Dynalite.StartAsync(nodeModules, folder.Tables, time, cancellationToken);
            return new DynamoDbService(folder, dynalite, time);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Creates the table if it is missing, and returns when it can be used.</summary>
    /// <exception cref="InvalidOperationException">There is one with other keys; the message says what to do.</exception>
    public Task PutTableAsync(TableResource table, CancellationToken cancellationToken = default) =>
        _creator.PutAsync(table, cancellationToken);

    /// <summary>Deletes what has expired; otherwise done once a minute.</summary>
    public Task DeleteExpiredItemsAsync(CancellationToken cancellationToken = default) =>
        _expiry.DeleteExpiredItemsAsync(cancellationToken);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (DynamoDbException exception)
        {
            await WriteAsync(context, exception.Status, exception.Body);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException && !context.Response.HasStarted)
        {
            var unavailable = DynamoDbException.Unavailable(exception);
            await WriteAsync(context, unavailable.Status, unavailable.Body);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _expiry.DisposeAsync();
        await _dynalite.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var target = request.Headers["X-Amz-Target"].ToString();
        var operation = target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..];

        // Read whole before it is passed on: dynalite dies of a request that ends early.
        var body = await ReadAsync(request, context.RequestAborted);
        if (Session.Of(context) is { } session)
        {
            DynamoDbPermissions.Demand(session, operation, Parse(body.Span));
        }

        try
        {
            if (TableOperations.IsPassedOn(operation))
            {
                RefuseOldItemOnFailure(body.Span);
                await PassOnAsync(context, body, operation);
                return;
            }

            var answer = operation == "ExecuteStatement"
                ? await _statements.ExecuteAsync(Parse(body.Span), context.RequestAborted)
                : await _operations.AnswerAsync(operation, Parse(body.Span), request.Host.Value ?? "", context.RequestAborted);
            Note(operation);
            await WriteAsync(context, StatusCodes.Status200OK, answer);
        }
        catch
        {
            // What failed on its way may have had its effect.
            Note(operation);
            throw;
        }
    }

    private void Note(string operation)
    {
        if (!TableOperations.Reads(operation))
        {
            Interlocked.Increment(ref _changes);
        }
    }

    private async Task PassOnAsync(HttpContext context, ReadOnlyMemory<byte> body, string operation)
    {
        using var request = ProxiedRequest.From(context.Request, body);
        using var response = await _dynalite.SendAsync(request, context.RequestAborted);
        Note(operation);
        await ProxiedRequest.WriteAsync(response, context);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        const int Largest = 16 * 1024 * 1024;
        if (request.ContentLength > Largest)
        {
            throw DynamoDbException.Service("RequestEntityTooLargeException", "The request is over 16 MiB.", 413);
        }

        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static JsonObject Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body) is JsonObject request)
            {
                return request;
            }
        }
        catch (JsonException)
        {
            // As with a document that is no object.
        }

        throw DynamoDbException.Service("SerializationException", "The request is not a JSON object.");
    }

    /// <summary>dynalite ignores this parameter, and a caller that relies on it would misread every refusal.</summary>
    private static void RefuseOldItemOnFailure(ReadOnlySpan<byte> body)
    {
        const string Parameter = "ReturnValuesOnConditionCheckFailure";
        if (body.IndexOf(Encoding.UTF8.GetBytes(Parameter)) >= 0 && Parse(body)[Parameter]?.GetValue<string>() == "ALL_OLD")
        {
            throw DynamoDbException.Validation($"The local DynamoDB does not support {Parameter}.");
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.Headers["x-amzn-RequestId"] = context.TraceIdentifier;
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
