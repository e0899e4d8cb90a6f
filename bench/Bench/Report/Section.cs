using System.Globalization;
using System.Text;

namespace ServerlessPipeline.Bench.Report;

/// <summary>One benchmark's part of the results, in Markdown.</summary>
internal sealed class Section(string name, string title)
{
    private readonly StringBuilder _text = new();

    public string Name => name;

    public List<Target> Targets { get; } = [];

    public string Markdown => $"## {title}\n{_text.ToString().TrimEnd()}\n";

    public void Say(string paragraph) => _text.Append(paragraph).Append("\n\n");

    public void Table(string[] header, IEnumerable<string[]> rows)
    {
        Line(header);
        Line([.. header.Select((_, column) => column == 0 ? "---" : "---:")]);
        foreach (var row in rows)
        {
            Line(row);
        }

        _text.Append('\n');
    }

    /// <summary>Three significant digits, without an exponent.</summary>
    public static string Figure(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    private void Line(string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
