using Spectre.Console;

namespace ServerlessPipeline.Cli.Chart;

internal enum Tone
{
    Plain,
    Faint,
    Up,
    Down,
    Strong,
}

/// <summary>Characters in rows and columns, each with its tone; what lies outside is not drawn.</summary>
internal sealed class Canvas
{
    private readonly (char Character, Tone Tone)[,] _cells;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _cells = new (char, Tone)[height, width];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                _cells[row, column] = (' ', Tone.Plain);
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    public void Draw(int column, int row, char character, Tone tone)
    {
        if (column >= 0 && column < Width && row >= 0 && row < Height)
        {
            _cells[row, column] = (character, tone);
        }
    }

    public void Draw(int column, int row, string text, Tone tone)
    {
        for (var index = 0; index < text.Length; index++)
        {
            Draw(column + index, row, text[index], tone);
        }
    }

    /// <summary>A row's characters without what is blank at its end.</summary>
    public string Row(int row) =>
        string.Concat(Enumerable.Range(0, Width).Select(column => _cells[row, column].Character)).TrimEnd();

    public void Print(IAnsiConsole console)
    {
        for (var row = 0; row < Height; row++)
        {
            var length = Row(row).Length;
            for (var column = 0; column < length;)
            {
                var start = column;
                var tone = _cells[row, start].Tone;
                while (column < length && _cells[row, column].Tone == tone)
                {
                    column++;
                }

                var text = string.Concat(Enumerable.Range(start, column - start).Select(index => _cells[row, index].Character));
                console.Write(text, Style(tone));
            }

            console.WriteLine();
        }
    }

    private static Style Style(Tone tone) => tone switch
    {
        Tone.Faint => new Style(Color.Grey42),
        Tone.Up => new Style(Color.Green),
        Tone.Down => new Style(Color.Red),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        _ => Spectre.Console.Style.Plain,
    };
}
