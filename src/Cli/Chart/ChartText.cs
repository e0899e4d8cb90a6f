using System.Globalization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Chart;

/// <summary>What is written around a chart, in the terminal as in a file.</summary>
internal static class ChartText
{
    public static string Range(ChartSeries series)
    {
        var (first, last) = (series.First.OpenTime.UtcDateTime, series.Last.OpenTime.UtcDateTime);
        return first.Date == last.Date
            ? $"{first:yyyy-MM-dd HH:mm} to {last:HH:mm} UTC"
            : $"{first:yyyy-MM-dd HH:mm} to {last:yyyy-MM-dd HH:mm} UTC";
    }

    public static string Candles(ChartSeries series)
    {
        var missing = series.MissingSlots == 0 ? "" : $", {series.MissingSlots:N0} missing";
        var leftOut = series.LeftOut == 0 ? "" : $", {series.LeftOut:N0} left out that can be no candles";
        return $"{series.Candles.Count():N0} candles of {Of(series.Interval)}{missing}{leftOut}";
    }

    /// <summary>From the first open to the last close, such as <c>+1.25 %</c>.</summary>
    public static string Change(ChartSeries series)
    {
        var change = series.First.Open == 0 ? 0 : (series.Last.Close / series.First.Open) - 1;
        return string.Create(CultureInfo.InvariantCulture, $"{(change < 0 ? "−" : "+")}{Math.Abs(change) * 100:0.00} %");
    }

    /// <summary>A price with all its digits.</summary>
    public static string Price(decimal price) => price.ToString("#,0.############################", CultureInfo.InvariantCulture);

    private static string Of(CandleInterval interval) => interval.Minutes switch
    {
        1 => "a minute",
        < 60 => $"{interval.Minutes} minutes",
        60 => "an hour",
        _ => "a day",
    };
}
