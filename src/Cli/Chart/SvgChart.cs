using System.Globalization;
using System.Net;
using System.Text;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Chart;

/// <summary>
/// A chart for a report: no script, nothing loaded, light or dark as the reader's screen is. Candles that rose are hollow,
/// those that fell filled, so that they differ in print; times without candles are shaded.
/// </summary>
internal sealed class SvgChart
{
    public const int LeastWidth = 320;
    public const int LeastHeight = 240;

    private const int Top = 92;
    private const int Bottom = 76;
    private const int Left = 24;
    private const int CharacterWidth = 7;
    private const int PanelGap = 26;

    // Of the last price, at whose place there is no other.
    private const int TagHeight = 20;

    // Of a body; narrower ones have no room for a hollow.
    private const double LeastHollow = 3.5;

    // The colours stand where they are used: not every program that takes an SVG knows variables.
    private const string Style = """
        <style>
        text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #59636e; }
        .ground { fill: #ffffff; }
        .title { font-size: 20px; font-weight: 600; }
        .title, .figure { fill: #1f2328; }
        .grid { stroke: #e4e7eb; stroke-width: 1; }
        .gap { fill: #eef1f4; }
        .up { stroke: #0b7a4b; fill: #ffffff; }
        .down { stroke: #c62f3e; fill: #c62f3e; }
        .up.full { fill: #0b7a4b; }
        .bar, .tag { stroke: none; }
        .bar { opacity: .55; }
        .partial { opacity: .5; }
        .last { stroke-dasharray: 3 3; }
        .tagText { fill: #ffffff; font-weight: 600; }
        @media (prefers-color-scheme: dark) {
        text { fill: #9aa4af; }
        .ground { fill: #14181d; }
        .title, .figure { fill: #e8ebee; }
        .grid { stroke: #2a3038; }
        .gap { fill: #20262d; }
        .up { stroke: #35c98a; fill: #14181d; }
        .down { stroke: #ff6b70; fill: #ff6b70; }
        .up.full { fill: #35c98a; }
        .tagText { fill: #14181d; }
        }
        </style>

        """;

    private readonly ChartSeries _series;
    private readonly string _source;
    private readonly int _width;
    private readonly int _height;
    private readonly ValueAxis _prices;
    private readonly ValueAxis _volumes;
    private readonly double _right;
    private readonly double _pricesEnd;
    private readonly double _volumesStart;
    private readonly double _volumesEnd;
    private readonly double _slotWidth;
    private readonly StringBuilder _svg = new();

    private SvgChart(ChartSeries series, string source, int width, int height)
    {
        (_series, _source, _width, _height) = (series, source, width, height);
        var plot = height - Top - Bottom - PanelGap;
        _pricesEnd = Top + Math.Round(plot * 0.76);
        (_volumesStart, _volumesEnd) = (_pricesEnd + PanelGap, height - Bottom);
        _prices = ValueAxis.Of(series.Candles.Min(candle => candle.Low), series.Candles.Max(candle => candle.High), (int)(_pricesEnd - Top) / 46);
        _volumes = ValueAxis.FromZero(series.Candles.Max(candle => candle.BaseVolume), (int)(_volumesEnd - _volumesStart) / 30);
        var labels = _prices.Ticks.Select(_prices.Text).Concat(_volumes.Ticks.Select(_volumes.Text)).Append(ChartText.Price(series.Last.Close));
        _right = width - (labels.Max(label => label.Length) * CharacterWidth) - 20;
        _slotWidth = (_right - Left) / series.Slots.Count;
    }

    private double BodyWidth => Math.Clamp(_slotWidth * 0.7, 0.6, 24);

    /// <param name="source">Where the candles are from, for the line below the chart.</param>
    public static string Draw(ChartSeries series, string source, int width, int height)
    {
        var chart = new SvgChart(series, source, width, height);
        chart.Draw();
        return chart._svg.ToString();
    }

    private void Draw()
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {_width} {_height}\" width=\"{_width}\" height=\"{_height}\" role=\"img\" aria-labelledby=\"title description\">\n");
        _svg.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">{Escaped(Title)}</title>\n<desc id=\"description\">{Escaped(Description)}</desc>\n{Style}");
        _svg.Append("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        Header();
        Gaps();
        Axis(_prices, PriceY, Top, _pricesEnd, "Price");
        Axis(_volumes, VolumeY, _volumesStart, _volumesEnd, "Volume, base asset");
        Times();
        Candles();
        LastPrice();
        Footer();
        _svg.Append("</svg>\n");
    }

    private string Title => $"{_series.Symbol} · {_series.Interval}";

    private string Description => $"{ChartText.Range(_series)}, {ChartText.Candles(_series)}";

    private void Header()
    {
        var (first, last) = (_series.First, _series.Last);
        Text(Left, 34, Title, "title");
        Text(Left, 54, Description);
        var figures = $"O {ChartText.Price(first.Open)}   H {ChartText.Price(_series.Candles.Max(candle => candle.High))}   "
            + $"L {ChartText.Price(_series.Candles.Min(candle => candle.Low))}   C {ChartText.Price(last.Close)}   {ChartText.Change(_series)}";
        // Below the title where there is no room beside it.
        var isNarrow = (Title.Length * 12) + (figures.Length * CharacterWidth) > _right - Left;
        if (!isNarrow)
        {
            Text(_right, 34, figures, "figure", "end");
        }
    }

    private void Gaps()
    {
        foreach (var (start, count) in _series.Gaps())
        {
            var (x, width) = (Left + (start * _slotWidth), count * _slotWidth);
            Line($"<rect class=\"gap\" x=\"{x:0.##}\" y=\"{Top}\" width=\"{width:0.##}\" height=\"{_pricesEnd - Top:0.##}\"/>");
            Line($"<rect class=\"gap\" x=\"{x:0.##}\" y=\"{_volumesStart:0.##}\" width=\"{width:0.##}\" height=\"{_volumesEnd - _volumesStart:0.##}\"/>");
        }
    }

    private void Axis(ValueAxis axis, Func<decimal, double> y, double start, double end, string name)
    {
        foreach (var tick in axis.Ticks)
        {
            Line($"<line class=\"grid\" x1=\"{Left}\" x2=\"{_right:0.##}\" y1=\"{y(tick):0.##}\" y2=\"{y(tick):0.##}\"/>");
            if (axis != _prices || Math.Abs(y(tick) - PriceY(_series.Last.Close)) > TagHeight)
            {
                Text(_right + 8, y(tick) + 4, axis.Text(tick));
            }
        }

        Line($"<line class=\"grid\" x1=\"{_right:0.##}\" x2=\"{_right:0.##}\" y1=\"{start:0.##}\" y2=\"{end:0.##}\"/>");
        Text(Left, start - 7, name);
    }

    private void Times()
    {
        const int PixelsOfTick = 84;
        Line($"<line class=\"grid\" x1=\"{Left}\" x2=\"{_right:0.##}\" y1=\"{_volumesEnd:0.##}\" y2=\"{_volumesEnd:0.##}\"/>");
        foreach (var (time, text) in TimeTicks.Of(_series.First.OpenTime, _series.End, (int)(_right - Left) / PixelsOfTick))
        {
            var x = Left + (((time - _series.First.OpenTime) / _series.Interval.Length) + 0.5) * _slotWidth;
            Line($"<line class=\"grid\" x1=\"{x:0.##}\" x2=\"{x:0.##}\" y1=\"{Top}\" y2=\"{_pricesEnd:0.##}\"/>");
            Line($"<line class=\"grid\" x1=\"{x:0.##}\" x2=\"{x:0.##}\" y1=\"{_volumesStart:0.##}\" y2=\"{_volumesEnd + 5:0.##}\"/>");
            Text(x, _volumesEnd + 19, text, anchor: "middle");
        }
    }

    private void Candles()
    {
        for (var slot = 0; slot < _series.Slots.Count; slot++)
        {
            if (_series.Slots[slot] is { } candle)
            {
                Candle(Left + ((slot + 0.5) * _slotWidth), candle);
            }
        }
    }

    private void Candle(double x, IntervalCandle candle)
    {
        var partial = _series.IsPartial(candle) ? " partial" : "";
        var kind = (candle.Close >= candle.Open ? "up" : "down") + (BodyWidth < LeastHollow ? " full" : "") + partial;
        var (top, bottom) = (PriceY(Math.Max(candle.Open, candle.Close)), PriceY(Math.Min(candle.Open, candle.Close)));
        var wick = Math.Min(1.2, BodyWidth);
        Line($"<line class=\"{kind}\" stroke-width=\"{wick:0.##}\" x1=\"{x:0.##}\" x2=\"{x:0.##}\" y1=\"{PriceY(candle.High):0.##}\" y2=\"{PriceY(candle.Low):0.##}\"/>");
        // At least a line, where open and close are the same.
        Line($"<rect class=\"{kind}\" stroke-width=\"{wick:0.##}\" x=\"{x - (BodyWidth / 2):0.##}\" y=\"{top:0.##}\" width=\"{BodyWidth:0.##}\" height=\"{Math.Max(bottom - top, 0.8):0.##}\"/>");
        var y = VolumeY(candle.BaseVolume);
        Line($"<rect class=\"{(candle.Close >= candle.Open ? "up" : "down")} full bar\" x=\"{x - (BodyWidth / 2):0.##}\" y=\"{y:0.##}\" width=\"{BodyWidth:0.##}\" height=\"{_volumesEnd - y:0.##}\"/>");
    }

    private void LastPrice()
    {
        var (y, kind) = (PriceY(_series.Last.Close), _series.Last.Close >= _series.Last.Open ? "up" : "down");
        Line($"<line class=\"{kind} last\" x1=\"{Left}\" x2=\"{_right:0.##}\" y1=\"{y:0.##}\" y2=\"{y:0.##}\"/>");
        Line($"<rect class=\"{kind} full tag\" x=\"{_right + 3:0.##}\" y=\"{y - (TagHeight / 2):0.##}\" width=\"{_width - _right - 6:0.##}\" height=\"{TagHeight}\" rx=\"3\"/>");
        Text(_right + 8, y + 4, ChartText.Price(_series.Last.Close), "tagText");
    }

    private void Footer()
    {
        var shaded = _series.MissingSlots > 0 ? " Shaded: no candles." : "";
        var partial = _series.Candles.Any(_series.IsPartial) ? " Pale: minutes are missing in it." : "";
        Text(Left, _height - 32, $"Source: {_source}. Times in UTC.");
        Text(Left, _height - 14, $"Hollow: rose, filled: fell.{shaded}{partial}");
    }

    private double PriceY(decimal price) => _pricesEnd - (_prices.Share(price) * (_pricesEnd - Top));

    private double VolumeY(decimal volume) => _volumesEnd - (_volumes.Share(volume) * (_volumesEnd - _volumesStart));

    private void Text(double x, double y, string text, string? name = null, string? anchor = null) => Line(
        $"<text x=\"{x:0.##}\" y=\"{y:0.##}\"{(name is null ? "" : $" class=\"{name}\"")}{(anchor is null ? "" : $" text-anchor=\"{anchor}\"")} xml:space=\"preserve\">{Escaped(text)}</text>");

    private void Line(FormattableString element) => _svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
