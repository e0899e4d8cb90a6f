using System.Text;

namespace ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

internal enum TokenKind
{
    /// <summary>A word of the language, or a name without quotes.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>In single quotes.</summary>
    Text,
    Number,

    /// <summary>Everything else, such as <c>&lt;=</c> or <c>?</c>.</summary>
    Symbol,
    End,
}

/// <summary>The smallest piece of a statement.</summary>
/// <param name="Value">Without quotes.</param>
/// <param name="Position">Of its first character, from 1 on.</param>
internal sealed record Token(TokenKind Kind, string Value, int Position)
{
    private static readonly string[] LongSymbols = ["<=", ">=", "<>", "!=", "<<", ">>", "||", "--", "/*"];

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Word && Value.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="DynamoDbException">A quote is open at the end.</exception>
    public static IReadOnlyList<Token> All(string statement)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < statement.Length)
        {
            var start = at;
            var (kind, value) = statement[at] switch
            {
                var blank when char.IsWhiteSpace(blank) => (TokenKind.End, ""),
                '"' => (TokenKind.QuotedName, Quoted(statement, ref at)),
                '\'' => (TokenKind.Text, Quoted(statement, ref at)),
                var digit when char.IsAsciiDigit(digit) => (TokenKind.Number, Number(statement, ref at)),
                var letter when IsOfWord(letter) => (TokenKind.Word, While(IsOfWord, statement, ref at)),
                _ => (TokenKind.Symbol, Symbol(statement, at)),
            };
            if (kind == TokenKind.End)
            {
                at++;
                continue;
            }

            at = kind == TokenKind.Symbol ? at + value.Length : at;
            tokens.Add(new Token(kind, value, start + 1));
        }

        tokens.Add(new Token(TokenKind.End, "", statement.Length + 1));
        return tokens;
    }

    public override string ToString() => Kind == TokenKind.End ? "the end of the statement" : $"'{Value}' at {Position}";

    private static bool IsOfWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '$';

    private static string Symbol(string statement, int at) =>
        LongSymbols.FirstOrDefault(symbol => string.CompareOrdinal(statement, at, symbol, 0, symbol.Length) == 0) ?? $"{statement[at]}";

    private static string While(Func<char, bool> belongs, string statement, ref int at)
    {
        var start = at;
        while (at < statement.Length && belongs(statement[at]))
        {
            at++;
        }

        return statement[start..at];
    }

    /// <summary>Such as <c>1</c>, <c>1.5</c> or <c>1.5e-8</c>.</summary>
    private static string Number(string statement, ref int at)
    {
        var start = at;
        While(char.IsAsciiDigit, statement, ref at);
        if (at < statement.Length && statement[at] == '.')
        {
            at++;
            While(char.IsAsciiDigit, statement, ref at);
        }

        if (at < statement.Length && statement[at] is 'e' or 'E')
        {
            at += at + 1 < statement.Length && statement[at + 1] is '+' or '-' ? 2 : 1;
            While(char.IsAsciiDigit, statement, ref at);
        }

        return statement[start..at];
    }

    /// <summary>A quote within is written twice.</summary>
    private static string Quoted(string statement, ref int at)
    {
        var (quote, start) = (statement[at], at + 1);
        var text = new StringBuilder();
        while (++at < statement.Length)
        {
            if (statement[at] != quote)
            {
                text.Append(statement[at]);
            }
            else if (at + 1 < statement.Length && statement[at + 1] == quote)
            {
                text.Append(statement[at++]);
            }
            else
            {
                at++;
                return text.ToString();
            }
        }

        throw SelectParser.Malformed($"the quote at {start} has no end");
    }
}
