using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Chart;

/// <param name="Interval">Null for the shortest with which all candles have room.</param>
/// <param name="Out">The file; null for the terminal.</param>
/// <param name="Width">Of the chart: columns, or pixels in a file; null for what there is room for.</param>
/// <param name="Height">Likewise.</param>
internal sealed record ChartOptions(CandleRange Range, CandleInterval? Interval, string? Out, int? Width, int? Height, bool Json);
