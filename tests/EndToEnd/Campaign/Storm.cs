using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>The faults that the services do to the functions and the fetcher.</summary>
internal sealed class Storm(FaultRates rates, int seed, TimeSpan functionTimeout, FaultLog log)
{
    private readonly Random _random = new(seed);
    private Fronts? _fronts;

    private Fronts Fronts => _fronts ??= new Fronts(Next, log);

    public Interference Interference => new() { Request = RequestAsync, Notification = Notification, Batch = Redeliver };

    private async Task RequestAsync(HttpContext context, Func<Task> next)
    {
        var call = Call.Of(context.Request);
        if (rates.Only is { } only && call.Operation != only)
        {
            await next();
            return;
        }

        if (rates.Fronts && await Fronts.MeetAsync(context, call))
        {
            return;
        }

        if (Hits(rates.Latency))
        {
            log.Add($"{call.Service}: latency");
            await Task.Delay(TimeSpan.FromSeconds(Next() * 0.3), TimeProvider.System, context.RequestAborted);
        }

        if (BatchFaults.IsBatch(call) && Hits(rates.Partial))
        {
            await BatchFaults.DoInPartAsync(context, call, next, Next, log);
            return;
        }

        await AnswerAsync(context, call, next);
    }

    private async Task AnswerAsync(HttpContext context, Call call, Func<Task> next)
    {
        switch (Choose())
        {
            case Fault.ServerError:
                log.Add($"{call.Service}: 5xx");
                await GatewayError.WriteAsync(
                    context, Next() < 0.5 ? StatusCodes.Status500InternalServerError : StatusCodes.Status503ServiceUnavailable, "InternalFailure", "The campaign's.");
                break;
            case Fault.Throttling:
                log.Add($"{call.Service}: throttled");
                var (status, code) = call.Throttling;
                await GatewayError.WriteAsync(context, status, code, "The campaign's.");
                break;
            case Fault.Timeout:
                log.Add($"{call.Service}: latency beyond the function's timeout");
                await Task.Delay(functionTimeout * 1.2, TimeProvider.System, context.RequestAborted);
                await next();
                break;
            case Fault.CutBefore:
                log.Add($"{call.Service}: connection cut before the effect");
                context.Abort();
                break;
            case Fault.CutAfter:
                await Answer.CaptureAsync(context, next);
                log.Add($"{call.Service}: connection cut after the effect");
                context.Abort();
                break;
            case Fault.Truncated:
                var answer = await Answer.CaptureAsync(context, next);
                log.Add($"{call.Service}: answer truncated");
                await answer.WriteHalfAsync(context);
                break;
            default:
                await next();
                break;
        }
    }

    private List<TimeSpan> Notification()
    {
        var delays = new List<TimeSpan> { TimeSpan.Zero };
        if (Hits(rates.NotificationLate))
        {
            log.Add("notification late, after later ones");
            delays[0] = TimeSpan.FromSeconds(Next() * 3);
        }

        if (Hits(rates.NotificationTwice))
        {
            log.Add("notification twice");
            delays.Add(TimeSpan.FromSeconds(Next() * 3));
        }

        return delays;
    }

    private void Redeliver(SqsQueue queue, ReadOnlyMemory<byte> batch)
    {
        using var sqsEvent = JsonDocument.Parse(batch);
        foreach (var message in sqsEvent.RootElement.GetProperty("Records").EnumerateArray())
        {
            if (Hits(rates.Redelivery))
            {
                log.Add("message redelivered early");
                queue.ChangeVisibility(message.GetProperty("receiptHandle").GetString()!, TimeSpan.Zero);
            }
        }
    }

    private Fault Choose()
    {
        var dice = (int)(Next() * 1000);
        foreach (var (fault, rate) in new[]
        {
            (Fault.ServerError, rates.ServerError),
            (Fault.Throttling, rates.Throttling),
            (Fault.Timeout, rates.Timeout),
            (Fault.CutBefore, rates.CutBefore),
            (Fault.CutAfter, rates.CutAfter),
            (Fault.Truncated, rates.Truncated),
        })
        {
            if (dice < rate)
            {
                return fault;
            }

            dice -= rate;
        }

        return Fault.None;
    }

    private bool Hits(int ofAThousand) => Next() * 1000 < ofAThousand;

    private double Next()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }

    private enum Fault
    {
        None,
        ServerError,
        Throttling,
        Timeout,
        CutBefore,
        CutAfter,
        Truncated,
    }
}
