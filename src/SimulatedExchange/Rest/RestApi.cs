using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ServerlessPipeline.SimulatedExchange.Rest;

/// <summary>The endpoints, their weights, and what every answer has in common.</summary>
internal sealed class RestApi(SimulatedExchangeOptions options, WeightLimiter limiter, Func<string, bool> hangs)
{
    private readonly KlinesEndpoint _klines = new(options.Source);
    private readonly ExchangeInfoEndpoint _exchangeInfo = new(options.Source, options.WeightLimit);

    // Quotes and letters as they are, as Binance writes them; nothing here ends up in a web page.
    private static readonly JsonWriterOptions AsBinance = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private delegate void WriteAnswer(QueryParameters parameters, long now, Utf8JsonWriter json);

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/api/v3/ping", weight: 1, (parameters, _, json) =>
        {
            parameters.RefuseUnread();
            json.WriteStartObject();
            json.WriteEndObject();
        });
        Map(routes, "/api/v3/time", weight: 1, (parameters, now, json) =>
        {
            parameters.RefuseUnread();
            json.WriteStartObject();
            json.WriteNumber("serverTime", now);
            json.WriteEndObject();
        });
        Map(routes, "/api/v3/klines", weight: 2, _klines.Write);
        Map(routes, "/api/v3/exchangeInfo", weight: 20, _exchangeInfo.Write);
    }

    private void Map(IEndpointRouteBuilder routes, string path, int weight, WriteAnswer write) =>
        routes.MapGet(path, context => AnswerAsync(context, weight, write));

    private async Task AnswerAsync(HttpContext context, int weight, WriteAnswer write)
    {
        if (hangs($"{context.Request.Path}{context.Request.QueryString}"))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        var now = options.Clock.Now.ToUnixTimeMilliseconds();
        var used = limiter.Use(weight, now, out var refusal);
        var body = new ArrayBufferWriter<byte>();
        try
        {
            if (refusal is not null)
            {
                throw refusal;
            }

            using var json = new Utf8JsonWriter(body, AsBinance);
            write(new QueryParameters(context.Request.Query), now, json);
        }
        catch (RequestRefusedException e)
        {
            refusal = e;
            body = new ArrayBufferWriter<byte>();
            WriteError(e, context.Response, body);
        }

        var response = context.Response;
        response.ContentType = "application/json;charset=UTF-8";
        response.ContentLength = body.WrittenCount;
        response.Headers["X-MBX-USED-WEIGHT"] = used.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-MBX-USED-WEIGHT-1M"] = used.ToString(CultureInfo.InvariantCulture);
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void WriteError(RequestRefusedException error, HttpResponse response, IBufferWriter<byte> body)
    {
        response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        using var json = new Utf8JsonWriter(body, AsBinance);
        json.WriteStartObject();
        json.WriteNumber("code", error.Code);
        json.WriteString("msg", error.Message);
        json.WriteEndObject();
    }
}
