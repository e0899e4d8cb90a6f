using Spectre.Console;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>
/// A symbol's minutes as a strip, a character for each stretch of time: how much of it is there. Where there are no colours, it
/// is a digit: nine tenths to one tenth; # is all, a point nothing, and blank what nobody expects.
/// </summary>
internal sealed class HeatStrip
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    private readonly DateTimeOffset _from;
    private readonly long _minutes;
    private readonly int _width;
    private readonly bool _hasColors;

    /// <param name="to">The minute after the last.</param>
    /// <param name="width">At most; no character stands for less than a minute.</param>
    public HeatStrip(DateTimeOffset from, DateTimeOffset to, int width, bool hasColors)
    {
        _from = from;
        _minutes = (to - from).Ticks / TimeSpan.TicksPerMinute;
        _width = (int)Math.Clamp(_minutes, 1, width);
        _hasColors = hasColors;
    }

    public int Width => _width;

    public string Legend => _hasColors
        ? "[green]█[/] all minutes  [yellow]▂▄▆[/] a part  [red]·[/] none"
        : "# all minutes  9 to 1 tenths of them  . none";

    /// <summary>As markup.</summary>
    /// <param name="first">The first minute of interest.</param>
    /// <param name="end">The minute after the last one.</param>
    public string Of(SymbolMinutes minutes, DateTimeOffset first, DateTimeOffset end) =>
        string.Concat(Enumerable.Range(0, _width).Select(index => Cell(minutes, first, end, index)));

    private string Cell(SymbolMinutes minutes, DateTimeOffset first, DateTimeOffset end, int index)
    {
        var (from, to) = (Start(index), Start(index + 1));
        from = from < first ? first : from;
        to = to > end ? end : to;
        return from >= to ? " " : Cell((double)minutes.Within(from, to) * TimeSpan.TicksPerMinute / (to - from).Ticks);
    }

    private string Cell(double share) => (share, _hasColors) switch
    {
        (0, true) => "[red]·[/]",
        (1, true) => "[green]█[/]",
        // Not the full block, which is all.
        (_, true) => $"[yellow]{Blocks[Math.Min((int)(share * Blocks.Length), Blocks.Length - 2)]}[/]",
        (0, false) => ".",
        (1, false) => "#",
        _ => Math.Clamp((int)(share * 10), 1, 9).ToString(),
    };

    private DateTimeOffset Start(int index) => _from.AddMinutes(index * _minutes / _width);
}
