using System.CommandLine;

namespace ServerlessPipeline.Cli.Candles;

/// <summary>The options that say which minutes.</summary>
internal static class RangeOptions
{
    private static readonly Option<DateTimeOffset?> First = new("--from")
    {
        Description = "The first day or minute, UTC, such as 2026-02-02 or 2026-02-02T13:40:00Z.",
        CustomParser = OptionValues.Minute,
        HelpName = "TIME",
    };

    private static readonly Option<DateTimeOffset?> End = new("--to")
    {
        Description = "The day or minute after the last one.",
        CustomParser = OptionValues.Minute,
        HelpName = "TIME",
    };

    public static void AddTo(Command command)
    {
        command.Add(First);
        command.Add(End);
        command.Validators.Add(result =>
        {
            if (result.GetResult(First) is { } first
                && result.GetResult(End) is { } end
                && !first.Errors.Concat(end.Errors).Any()
                && From(result) >= To(result))
            {
                result.AddError($"--to {To(result):u} must be later than --from {From(result):u}.");
            }
        });

        static DateTimeOffset? From(System.CommandLine.Parsing.CommandResult result) => result.GetValue(First);

        static DateTimeOffset? To(System.CommandLine.Parsing.CommandResult result) => result.GetValue(End);
    }

    public static DateTimeOffset? From(ParseResult result) => result.GetValue(First);

    public static DateTimeOffset? To(ParseResult result) => result.GetValue(End);
}
