using ServerlessPipeline.Fuzz.Engine;

namespace ServerlessPipeline.Fuzz.Targets;

internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new MinuteFileTarget(), new S3EventTarget(), new RowMessageTarget(), new BinanceTarget(), new ArchiveTarget(),
        new TemplateTarget(),
    ];

    public static FuzzTarget Of(string kind) => All.Single(target => target.Kind == kind);
}
