using System.Text.Json;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Invoke;

/// <summary>
/// The answer goes to standard output, where a program may take it up; what a person wants to know beside it, to standard
/// error.
/// </summary>
internal static class InvokeReport
{
    public static void Print(InvokeResult result, bool json)
    {
        // Not through the console: it would break long lines to the terminal's width.
        var output = Terminal.Output().Profile.Out.Writer;
        if (json)
        {
            output.WriteLine(result.ToJson());
            return;
        }

        var errors = Terminal.Errors();
        foreach (var line in result.Log)
        {
            errors.Profile.Out.Writer.WriteLine(LogText.Readable(line));
        }

        output.WriteLine(result.IndentedPayload());
        if (result.FunctionError is null)
        {
            errors.MarkupLineInterpolated($"[green]Answered after {result.DurationMilliseconds} ms.[/]");
        }
        else
        {
            errors.MarkupLineInterpolated(
                $"[red]Failed after {result.DurationMilliseconds} ms: {Error(result.Payload)}[/]");
        }
    }

    private static string Error(JsonElement payload) => $"{Text(payload, "errorType")}: {Text(payload, "errorMessage")}";

    private static string Text(JsonElement payload, string name) =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(name, out var value) ? value.ToString() : "unknown";
}
