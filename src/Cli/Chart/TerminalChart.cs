using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Chart;

/// <summary>
/// Candles in characters: bodies of blocks in half rows, wicks of lines, prices at the right, volumes below, and under these the
/// time. Where there are no colours, a body that rose is hollow and one that fell is filled.
/// </summary>
internal sealed class TerminalChart
{
    /// <summary>Below these there is nothing to see.</summary>
    public const int LeastWidth = 40;
    public const int LeastHeight = 12;

    private const string Bars = " ▁▂▃▄▅▆▇█";
    private const int RowsOfAxis = 2;
    private const int MostColumnsOfSlot = 5;

    // For a few candles, and the times below them.
    private const int LeastPlot = 20;

    // A line for the edge of the plot, and air on both sides of a label.
    private const int Edge = 3;

    private readonly ChartSeries _series;
    private readonly Canvas _canvas;
    private readonly bool _hasColors;
    private readonly ValueAxis _prices;
    private readonly int _plotWidth;
    private readonly int _priceRows;
    private readonly int _volumeRows;
    private readonly int _slotWidth;

    private TerminalChart(ChartSeries series, int width, int height, bool hasColors)
    {
        (_series, _hasColors) = (series, hasColors);
        _volumeRows = Math.Max(2, height / 6);
        _priceRows = height - _volumeRows - RowsOfAxis - 1;
        _prices = PricesOf(series, _priceRows);
        _slotWidth = Math.Clamp((width - LabelsOf(_prices, series) - Edge) / series.Slots.Count, 1, MostColumnsOfSlot);
        // No wider than the candles, so that the last one is beside the prices.
        _plotWidth = Math.Max(series.Slots.Count * _slotWidth, LeastPlot);
        _canvas = new Canvas(width, height);
    }

    /// <summary>How many candles there is room for.</summary>
    public static int Room(int width) => width - Edge - 10;

    /// <param name="shown">The series, or what there is room for of it, which is its end.</param>
    public static Canvas Draw(ChartSeries series, int width, int height, bool hasColors, out ChartSeries shown)
    {
        shown = series.Newest(width - LabelsOf(PricesOf(series, height), series) - Edge);
        var chart = new TerminalChart(shown, width, height, hasColors);
        chart.Draw();
        return chart._canvas;
    }

    private static ValueAxis PricesOf(ChartSeries series, int rows) =>
        ValueAxis.Of(series.Candles.Min(candle => candle.Low), series.Candles.Max(candle => candle.High), rows / 3);

    private static int LabelsOf(ValueAxis prices, ChartSeries series) =>
        prices.Ticks.Select(prices.Text).Append(ChartText.Price(series.Last.Close)).Max(label => label.Length);

    private void Draw()
    {
        Prices();
        Times();
        var most = _series.Candles.Max(candle => candle.BaseVolume);
        for (var slot = 0; slot < _series.Slots.Count; slot++)
        {
            if (_series.Slots[slot] is { } candle)
            {
                Body(slot, candle);
                Volume(slot, candle, most);
            }
        }

        Label(_priceRows, "volume", Tone.Faint);
    }

    private void Prices()
    {
        for (var row = 0; row < _priceRows + 1 + _volumeRows; row++)
        {
            _canvas.Draw(_plotWidth, row, row == _priceRows ? ' ' : '│', Tone.Faint);
        }

        foreach (var tick in _prices.Ticks)
        {
            var row = HalfRow(tick) / 2;
            _canvas.Draw(0, row, new string('┈', _plotWidth), Tone.Faint);
            _canvas.Draw(_plotWidth, row, '┤', Tone.Faint);
            Label(row, _prices.Text(tick), Tone.Faint);
        }

        var last = HalfRow(_series.Last.Close) / 2;
        _canvas.Draw(_plotWidth, last, '◂', ToneOf(_series.Last));
        Label(last, new string(' ', LabelsOf(_prices, _series)), Tone.Plain);
        Label(last, ChartText.Price(_series.Last.Close), Tone.Strong);
    }

    private void Times()
    {
        var row = _priceRows + 1 + _volumeRows;
        _canvas.Draw(0, row, new string('─', _plotWidth) + "╯", Tone.Faint);
        foreach (var (start, count) in _series.Gaps())
        {
            _canvas.Draw(start * _slotWidth, row, new string(' ', count * _slotWidth), Tone.Faint);
        }

        const int ColumnsOfTick = 10;
        var used = _series.Slots.Count * _slotWidth;
        foreach (var (time, text) in TimeTicks.Of(_series.First.OpenTime, _series.End, used / ColumnsOfTick))
        {
            var column = ((int)((time - _series.First.OpenTime) / _series.Interval.Length) * _slotWidth) + (BodyWidth / 2);
            _canvas.Draw(column, row, '┴', Tone.Faint);
            _canvas.Draw(Math.Max(0, column - (text.Length / 2)), row + 1, text, Tone.Faint);
        }
    }

    private int BodyWidth => _slotWidth switch
    {
        1 => 1,
        5 => 3,
        4 => 3,
        _ => 1,
    };

    private void Body(int slot, IntervalCandle candle)
    {
        var left = slot * _slotWidth;
        var tone = ToneOf(candle);
        var (high, low) = (HalfRow(candle.High), HalfRow(candle.Low));
        var (top, bottom) = (HalfRow(Math.Max(candle.Open, candle.Close)), HalfRow(Math.Min(candle.Open, candle.Close)));
        for (var row = high / 2; row <= low / 2; row++)
        {
            var (upper, lower) = (row * 2, (row * 2) + 1);
            var wick = (upper >= high && upper <= low, lower >= high && lower <= low) switch
            {
                (true, true) => '│',
                (true, false) => '╵',
                _ => '╷',
            };
            var body = (upper >= top && upper <= bottom, lower >= top && lower <= bottom) switch
            {
                (false, false) => (char?)null,
                _ when candle.Open == candle.Close => '─',
                // Shades have no halves.
                _ when !_hasColors && candle.Close > candle.Open => '░',
                (true, true) => '█',
                (true, false) => '▀',
                _ => '▄',
            };
            if (body is { } block)
            {
                _canvas.Draw(left, row, new string(block, BodyWidth), tone);
            }
            else
            {
                _canvas.Draw(left + (BodyWidth / 2), row, wick, tone);
            }
        }
    }

    private void Volume(int slot, IntervalCandle candle, decimal most)
    {
        var eighths = most == 0 ? 0 : (int)Math.Ceiling(candle.BaseVolume / most * _volumeRows * 8);
        for (var row = 0; row < _volumeRows; row++)
        {
            var bar = Bars[Math.Clamp(eighths - (row * 8), 0, 8)];
            _canvas.Draw(slot * _slotWidth, _priceRows + _volumeRows - row, new string(bar, BodyWidth), ToneOf(candle));
        }
    }

    // Counted from the top, two to a row.
    private int HalfRow(decimal price) =>
        Math.Clamp((int)Math.Round((1 - _prices.Share(price)) * ((_priceRows * 2) - 1)), 0, (_priceRows * 2) - 1);

    private void Label(int row, string text, Tone tone) => _canvas.Draw(_plotWidth + 2, row, text, tone);

    private static Tone ToneOf(IntervalCandle candle) => candle.Close >= candle.Open ? Tone.Up : Tone.Down;
}
