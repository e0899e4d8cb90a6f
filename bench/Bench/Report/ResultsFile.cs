using System.Globalization;

namespace ServerlessPipeline.Bench.Report;

/// <summary><c>bench/RESULTS.md</c>, all of it written by this program.</summary>
internal static class ResultsFile
{
    public static string Text(IReadOnlyList<Section> sections)
    {
        var rows = sections.SelectMany(section => section.Targets).Select(target => string.Create(
            CultureInfo.InvariantCulture,
            $"| {target.Says} | {Section.Figure(target.Measured)} | {(target.AtLeast ? "at least" : "at most")} {target.Limit} | {(target.IsMet ? "yes" : "**no**")} |"));
        return $"""
            # Results
            Written by `bench/run`; nothing in it is typed by hand. Figures that are compared were taken side by side in one run, in
            turns, and are medians. The twin is what a user would have otherwise: the same two functions in Python with boto3, written the way
            tutorials write them (`bench/twin`), behind the same Runtime API and against the same local services.

            {Machine.Describe()}
            | held to | measured | limit | met |
            | --- | ---: | ---: | --- |
            {string.Join('\n', rows)}

            {string.Join('\n', sections.Select(section => section.Markdown))}
            """.TrimEnd() + "\n";
    }
}
