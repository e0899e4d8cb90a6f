using System.Globalization;

namespace ServerlessPipeline.Cli.Chart;

/// <summary>Values of an axis that a person would choose: steps of 1, 2 or 5 times a power of ten.</summary>
/// <param name="Low">Where the axis begins, with some air below the lowest value.</param>
/// <param name="High">Where it ends.</param>
internal sealed record ValueAxis(decimal Low, decimal High, decimal Step, int Decimals)
{
    // Of the range, above and below.
    private const decimal Air = 0.04m;

    public IEnumerable<decimal> Ticks
    {
        get
        {
            for (var tick = Math.Ceiling(Low / Step) * Step; tick <= High; tick += Step)
            {
                yield return tick;
            }
        }
    }

    /// <summary>From 0 at the low end to 1 at the high end.</summary>
    public double Share(decimal value) => (double)((value - Low) / (High - Low));

    public string Text(decimal value) => value.ToString($"N{Decimals}", CultureInfo.InvariantCulture);

    /// <param name="mostTicks">How many there is room for.</param>
    public static ValueAxis Of(decimal lowest, decimal highest, int mostTicks)
    {
        // A price that never moved gets a range all the same.
        var range = highest > lowest ? highest - lowest : Math.Max(Math.Abs(highest) * 0.01m, 0.00000001m);
        var air = highest > lowest ? range * Air : range;
        return Stepped(lowest - air, highest + air, range, mostTicks);
    }

    /// <summary>From zero on, as volumes are.</summary>
    public static ValueAxis FromZero(decimal highest, int mostTicks)
    {
        var range = highest > 0 ? highest : 1;
        return Stepped(0, range * (1 + Air), range, mostTicks);
    }

    private static ValueAxis Stepped(decimal low, decimal high, decimal range, int mostTicks)
    {
        var (power, decimals) = (1m, 0);
        var least = range / Math.Max(mostTicks, 1);
        for (; power > least; power /= 10)
        {
            decimals++;
        }

        for (; power * 10 <= least; power *= 10)
        {
            decimals--;
        }

        var step = new[] { power, 2 * power, 5 * power, 10 * power }.First(step => step >= least);
        return new ValueAxis(low, high, step, Math.Max(0, step == 10 * power ? decimals - 1 : decimals));
    }
}

/// <summary>Times of an axis that a person would choose.</summary>
internal static class TimeTicks
{
    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes)),
        .. new[] { 1, 2, 3, 6, 12 }.Select(hours => TimeSpan.FromHours(hours)),
        .. new[] { 1, 2, 7, 14, 28, 91, 182, 364 }.Select(days => TimeSpan.FromDays(days)),
    ];

    /// <summary>The times from the first on, with the text of each: a date where the day is another than that of the one before.</summary>
    /// <param name="most">How many there is room for.</param>
    public static IEnumerable<(DateTimeOffset Time, string Text)> Of(DateTimeOffset first, DateTimeOffset end, int most)
    {
        var step = Steps.FirstOrDefault(step => (end - first) / step <= Math.Max(most, 1), Steps[^1]);
        var start = (first.UtcTicks + step.Ticks - 1) / step.Ticks * step.Ticks;
        DateTime? day = null;
        for (var time = new DateTimeOffset(start, TimeSpan.Zero); time < end; time += step)
        {
            var isDate = step >= TimeSpan.FromDays(1) || (day is { } before && before != time.UtcDateTime.Date);
            yield return (time, time.UtcDateTime.ToString(isDate ? "MM-dd" : "HH:mm", CultureInfo.InvariantCulture));
            day = time.UtcDateTime.Date;
        }
    }
}
