using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>
/// Lambda's own HTTP API: Invoke, GetFunction, GetFunctionConfiguration and ListFunctions, and event source mappings (list, get,
/// update); the rest, and options that nothing here needs, is answered with 501. Source: the API reference, version 2015-03-31.
/// </summary>
internal sealed class LambdaApi(LambdaService lambda, TimeProvider time)
{
    /// <summary>A process's output may be read a little after its answer.</summary>
    private static readonly TimeSpan OutputLag = TimeSpan.FromMilliseconds(50);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var segments = context.Request.Path.Value!.TrimEnd('/').Split('/');
            await ((context.Request.Method, segments) switch
            {
                ("POST", ["", "2015-03-31", "functions", var name, "invocations"]) => InvokeAsync(context, name),
                ("GET", ["", "2015-03-31", "functions", var name]) => GetFunctionAsync(context, name),
                ("GET", ["", "2015-03-31", "functions", var name, "configuration"]) => GetConfigurationAsync(context, name),
                ("GET", ["", "2015-03-31", "functions"]) => ListFunctionsAsync(context),
                ("GET", ["", "2015-03-31", "event-source-mappings"]) => ListMappingsAsync(context),
                ("GET", ["", "2015-03-31", "event-source-mappings", var uuid]) => GetMappingAsync(context, uuid),
                ("PUT", ["", "2015-03-31", "event-source-mappings", var uuid]) => UpdateMappingAsync(context, uuid),
                _ => throw LambdaException.NotImplemented($"{context.Request.Method} {context.Request.Path}"),
            });
        }
        catch (LambdaException exception)
        {
            context.Response.Headers["x-amzn-ErrorType"] = exception.Code;
            var error = new ApiError(exception.Status < 500 ? "User" : "Service", exception.Message, exception.Reason);
            await WriteAsync(context, exception.Status, error, LambdaApiJson.Default.ApiError);
        }
    }

    private Task InvokeAsync(HttpContext context, string name)
    {
        Demand(context, "lambda:InvokeFunction", Arn(context, name));
        RequireLatest(context, name);
        RefuseHeaders(context, "X-Amz-Client-Context", "X-Amz-Tenant-Id", "X-Amz-Durable-Execution-Name");
        return context.Request.Headers["X-Amz-Invocation-Type"].ToString() switch
        {
            "" or "RequestResponse" => InvokeSynchronouslyAsync(context, name),
            "Event" => EnqueueAsync(context, name),
            "DryRun" => DryRunAsync(context, name),
            var other => throw InvalidParameter($"InvocationType {other}"),
        };
    }

    private async Task InvokeSynchronouslyAsync(HttpContext context, string name)
    {
        var tail = context.Request.Headers["X-Amz-Log-Type"].ToString() switch
        {
            "" or "None" => null,
            "Tail" => new LogTail(),
            var other => throw InvalidParameter($"LogType {other}"),
        };
        var payload = await ReadAsync(context, Payloads.SynchronousLimit);

        var result = await lambda.InvokeAsync(name, payload, tail, context.RequestAborted);

        var headers = context.Response.Headers;
        headers["x-amzn-RequestId"] = result.RequestId;
        headers["X-Amz-Executed-Version"] = "$LATEST";
        if (result.FunctionError is { } error)
        {
            headers["X-Amz-Function-Error"] = error;
        }

        if (tail is not null)
        {
            await Task.Delay(OutputLag, time, context.RequestAborted);
            headers["X-Amz-Log-Result"] = Convert.ToBase64String(tail.ToArray());
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(result.Payload, context.RequestAborted);
    }

    private async Task EnqueueAsync(HttpContext context, string name)
    {
        var payload = await ReadAsync(context, Payloads.AsynchronousLimit);
        context.Response.Headers["x-amzn-RequestId"] = await lambda.EnqueueAsync(name, payload, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private Task DryRunAsync(HttpContext context, string name)
    {
        lambda.GetFunction(name);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task GetFunctionAsync(HttpContext context, string name)
    {
        Demand(context, "lambda:GetFunction", Arn(context, name));
        RequireLatest(context, name);
        var settings = lambda.GetFunction(name);
        var function = new FunctionDescription(
            FunctionConfiguration.Of(settings),
            new FunctionCode("Local", new Uri(Path.GetFullPath(settings.Folder)).AbsoluteUri),
            settings.ReservedConcurrency is { } reserved ? new FunctionConcurrency(reserved) : null);
        return WriteAsync(context, StatusCodes.Status200OK, function, LambdaApiJson.Default.FunctionDescription);
    }

    private Task GetConfigurationAsync(HttpContext context, string name)
    {
        Demand(context, "lambda:GetFunctionConfiguration", Arn(context, name));
        RequireLatest(context, name);
        return WriteAsync(
            context,
            StatusCodes.Status200OK,
            FunctionConfiguration.Of(lambda.GetFunction(name)),
            LambdaApiJson.Default.FunctionConfiguration);
    }

    private Task ListMappingsAsync(HttpContext context)
    {
        Demand(context, "lambda:ListEventSourceMappings", "*");
        var list = MappingsApi.List(lambda.Mappings.All(), context.Request.Query);
        return WriteAsync(context, StatusCodes.Status200OK, list, LambdaApiJson.Default.MappingList);
    }

    private Task GetMappingAsync(HttpContext context, string uuid)
    {
        Demand(context, "lambda:GetEventSourceMapping", MappingsApi.Arn(uuid));
        var mapping = MappingsApi.Get(lambda.Mappings.All(), uuid);
        return WriteAsync(context, StatusCodes.Status200OK, mapping, LambdaApiJson.Default.MappingDescription);
    }

    private async Task UpdateMappingAsync(HttpContext context, string uuid)
    {
        Demand(context, "lambda:UpdateEventSourceMapping", MappingsApi.Arn(uuid));
        var change = await ReadAsync(context, Payloads.AsynchronousLimit);
        var mapping = MappingsApi.Update(lambda.Mappings, uuid, change);
        await WriteAsync(context, StatusCodes.Status202Accepted, mapping, LambdaApiJson.Default.MappingDescription);
    }

    private Task ListFunctionsAsync(HttpContext context)
    {
        Demand(context, "lambda:ListFunctions", "*");
        if (context.Request.QueryString.HasValue)
        {
            throw LambdaException.NotImplemented($"ListFunctions with {context.Request.QueryString}");
        }

        var list = new FunctionList([.. lambda.Functions.Select(FunctionConfiguration.Of)]);
        return WriteAsync(context, StatusCodes.Status200OK, list, LambdaApiJson.Default.FunctionList);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int limit) =>
        await Payloads.ReadAsync(context.Request, limit) ?? throw Payloads.TooLarge(limit);

    /// <exception cref="LambdaException">The caller acts under a role that does not allow it.</exception>
    private static void Demand(HttpContext context, string action, string resource)
    {
        try
        {
            Session.Of(context)?.Demand(action, resource);
        }
        catch (AccessDeniedException denied)
        {
            throw new LambdaException(StatusCodes.Status403Forbidden, "AccessDeniedException", denied.Message);
        }
    }

    /// <summary>A version has an ARN of its own, which policies have to allow.</summary>
    private static string Arn(HttpContext context, string name)
    {
        const string Latest = ":$LATEST";
        var arn = LocalAccount.Arn("lambda", $"function:{FunctionName.Parse(name)}");
        return name.EndsWith(Latest, StringComparison.Ordinal) || context.Request.Query["Qualifier"] == Latest[1..]
            ? arn + Latest
            : arn;
    }

    private static void RequireLatest(HttpContext context, string name)
    {
        if (context.Request.Query["Qualifier"].ToString() is not ("" or "$LATEST") and var qualifier)
        {
            throw LambdaException.NotFound($"{name}:{qualifier}");
        }
    }

    private static void RefuseHeaders(HttpContext context, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (context.Request.Headers.ContainsKey(name))
            {
                throw LambdaException.NotImplemented($"Invoke with {name}");
            }
        }
    }

    private static LambdaException InvalidParameter(string value) =>
        new(400, "InvalidParameterValueException", $"{value} is not valid.");

    private static async Task WriteAsync<T>(HttpContext context, int status, T document, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, document, type, context.RequestAborted);
    }
}
