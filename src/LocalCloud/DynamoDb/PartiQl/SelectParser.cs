using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

/// <summary>
/// Reads the statements that ask for items. What DynamoDB would take and the local run does not play is refused by name. Source:
/// "PartiQL select statements", "operators" and "functions" in DynamoDB's developer guide.
/// </summary>
internal sealed class SelectParser
{
    private const int LongestStatement = 8192;
    private const int DeepestNesting = 50;

    private static readonly string[] Writing = ["INSERT", "UPDATE", "DELETE", "UPSERT", "REPLACE", "EXISTS"];

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "AND", "AS", "ASC", "BETWEEN", "BY", "DESC", "EXISTS", "FALSE", "FROM", "GROUP", "HAVING", "IN", "IS", "JOIN", "LIKE", "LIMIT", "MISSING",
        "NOT", "NULL", "OR", "ORDER", "SELECT", "TRUE", "VALUE", "WHERE",
    };

    private static readonly Dictionary<string, string> Flipped = new()
    {
        ["="] = "=",
        ["<>"] = "<>",
        ["<"] = ">",
        ["<="] = ">=",
        [">"] = "<",
        [">="] = "<=",
    };

    private readonly IReadOnlyList<Token> _tokens;
    private readonly JsonArray _parameters;
    private int _at;
    private int _parametersUsed;
    private int _depth;

    private SelectParser(string statement, JsonArray parameters) => (_tokens, _parameters) = (Token.All(statement), parameters);

    private Token Next => _tokens[_at];

    /// <param name="request">Of ExecuteStatement.</param>
    /// <exception cref="DynamoDbException">ValidationException: it is malformed, or not played here.</exception>
    public static SelectStatement Parse(JsonObject request)
    {
        if (request["Statement"] is not { } text || text.GetValueKind() != JsonValueKind.String
            || text.GetValue<string>() is not { Length: > 0 and <= LongestStatement } statement)
        {
            throw DynamoDbException.Validation($"Statement must be a text of 1 to {LongestStatement} characters");
        }

        if (request["Parameters"] is not null and not JsonArray { Count: > 0 })
        {
            throw DynamoDbException.Validation("Parameters must be a list of one value or more");
        }

        return new SelectParser(statement, request["Parameters"] as JsonArray ?? []).Statement();
    }

    public static DynamoDbException Malformed(string detail) =>
        DynamoDbException.Validation($"Statement wasn't well formed, can't be processed: {detail}");

    private static DynamoDbException NotPlayed(string what, string instead = "") =>
        DynamoDbException.Validation($"The local DynamoDB does not play {what} in PartiQL{instead}.");

    private SelectStatement Statement()
    {
        if (Writing.FirstOrDefault(Next.IsWord) is { } writing)
        {
            throw NotPlayed(writing, ", but SELECT alone");
        }

        if (!TakeWord("SELECT"))
        {
            throw Malformed("Expected data manipulation");
        }

        var attributes = Take("*") ? null : List(Projected);
        RequireWord("FROM");
        var table = Name();
        var index = Take(".") ? Name() : null;
        if (Next.IsWord("AS") || Next.Kind is TokenKind.QuotedName || Next.Is(",") || Next.Is(".") || Next.IsWord("JOIN"))
        {
            throw NotPlayed($"{Next}", ": a statement reads one table or index, by its own name");
        }

        var where = TakeWord("WHERE") ? Any() : null;
        var order = TakeWord("ORDER") ? Order() : null;
        Take(";");
        if (Next.Kind != TokenKind.End)
        {
            throw Malformed($"unexpected {Next}");
        }

        return _parametersUsed == _parameters.Count
            ? new SelectStatement(table, index, attributes, where, order)
            : throw DynamoDbException.Validation("Number of parameters in request and statement don't match.");
    }

    private string Projected()
    {
        var name = Name();
        return Next.Is("(") || Next.Is(".") || Next.Is("[") || Next.IsWord("AS")
            ? throw NotPlayed($"{Next} after SELECT {name}", ": SELECT takes names of attributes, or *")
            : name;
    }

    private OrderBy Order()
    {
        RequireWord("BY");
        var key = Name();
        var descending = TakeWord("DESC");
        if (!descending)
        {
            TakeWord("ASC");
        }

        return Next.Is(",") ? throw NotPlayed("ORDER BY of more than one key") : new OrderBy(key, descending);
    }

    private Condition Any() => Join("OR", () => Join("AND", Single));

    private Condition Join(string word, Func<Condition> part)
    {
        var parts = new List<Condition> { part() };
        while (TakeWord(word))
        {
            parts.Add(part());
        }

        return parts is [var only] ? only : new Joined(word, parts);
    }

    private Condition Single()
    {
        if (++_depth > DeepestNesting)
        {
            throw Malformed($"more than {DeepestNesting} conditions within another");
        }

        var condition = TakeWord("NOT") ? new Negated(Single())
            : Take("(") ? Closed(Any())
            : Next.IsWord("EXISTS") ? throw NotPlayed("EXISTS")
            : Function() ?? Compared();
        _depth--;
        return condition;
    }

    private Condition Closed(Condition condition)
    {
        Require(")");
        return condition;
    }

    private FunctionCall? Function()
    {
        string[] functions = ["begins_with", "contains", "attribute_type"];
        if (!_tokens[Math.Min(_at + 1, _tokens.Count - 1)].Is("(") || functions.FirstOrDefault(Next.IsWord) is not { } name)
        {
            return null;
        }

        _at += 2;
        var path = Path();
        Require(",");
        var value = Operand();
        Require(")");
        return new FunctionCall(name, [path, value]);
    }

    private Condition Compared()
    {
        var left = Operand();
        if (TakeWord("IS"))
        {
            var negated = TakeWord("NOT");
            return !TakeWord("MISSING") ? throw NotPlayed($"IS {Next.Value}")
                : new FunctionCall(negated ? "attribute_exists" : "attribute_not_exists", [left]);
        }

        if (TakeWord("NOT"))
        {
            return new Negated(Ranged(left) ?? throw Malformed($"expected IN or BETWEEN, not {Next}"));
        }

        return Ranged(left) ?? Comparison(left);
    }

    /// <summary>Null for what is neither BETWEEN nor IN.</summary>
    private Condition? Ranged(Operand left)
    {
        if (TakeWord("BETWEEN"))
        {
            var lower = Operand();
            RequireWord("AND");
            return new Between(left, lower, Operand());
        }

        if (!TakeWord("IN"))
        {
            return null;
        }

        var end = Take("[") ? "]" : Take("(") ? ")" : throw Malformed($"expected a list in parentheses or brackets, not {Next}");
        var values = List(Operand);
        Require(end);
        return new AmongValues(left, values);
    }

    private Comparison Comparison(Operand left)
    {
        var symbol = Next.Is("!=") ? "<>" : Next.Value;
        if (Next.Kind != TokenKind.Symbol || !Flipped.TryGetValue(symbol, out var flipped))
        {
            throw Next.IsWord("LIKE") || Next.Is("+") || Next.Is("-") || Next.Is("||") || Next.Is("*") || Next.Is("/")
                ? NotPlayed($"{Next}") : Malformed($"expected a comparison, not {Next}");
        }

        _at++;
        var right = Operand();
        return left is ValueOperand && right is not ValueOperand
            ? new Comparison(right, flipped, left)
            : new Comparison(left, symbol, right);
    }

    private Operand Operand()
    {
        if (Next.IsWord("size") && _tokens[_at + 1].Is("("))
        {
            _at += 2;
            var path = Path();
            Require(")");
            return new SizeOperand(path);
        }

        return Value() is { } value ? new ValueOperand(value) : Path();
    }

    /// <summary>Null for what is none.</summary>
    private JsonObject? Value()
    {
        var token = Next;
        if (token.Is("[") || token.Is("{") || token.Is("<<"))
        {
            throw NotPlayed($"a list, set or map in the statement ({token})", ": a parameter may be one");
        }

        var value = token switch
        {
            { Kind: TokenKind.Text } => new JsonObject { ["S"] = token.Value },
            { Kind: TokenKind.Number } => new JsonObject { ["N"] = token.Value },
            _ when token.Is("?") => Parameter(),
            _ when token.Is("-") && _tokens[_at + 1].Kind == TokenKind.Number => new JsonObject { ["N"] = $"-{_tokens[++_at].Value}" },
            _ when token.IsWord("TRUE") || token.IsWord("FALSE") => new JsonObject { ["BOOL"] = token.IsWord("TRUE") },
            _ when token.IsWord("NULL") => new JsonObject { ["NULL"] = true },
            _ => null,
        };
        _at += value is null ? 0 : 1;
        return value;
    }

    private JsonObject Parameter() => _parametersUsed < _parameters.Count
        ? _parameters[_parametersUsed++] is JsonObject value
            ? value.DeepClone().AsObject()
            : throw DynamoDbException.Service("SerializationException", $"Parameter {_parametersUsed} is not a value.")
        : throw DynamoDbException.Validation("Number of parameters in request and statement don't match.");

    private PathOperand Path()
    {
        var attribute = Name();
        var within = new List<PathPart>();
        while (Next.Is(".") || Next.Is("["))
        {
            if (Take("."))
            {
                within.Add(new PathPart(Name()));
                continue;
            }

            _at++;
            within.Add(Next.Kind == TokenKind.Number && Next.Value.All(char.IsAsciiDigit)
                ? new PathPart(null, Next.Value)
                : throw Malformed($"expected an index, not {Next}"));
            _at++;
            Require("]");
        }

        return new PathOperand(attribute, within);
    }

    private string Name()
    {
        var token = Next;
        if (token.Kind == TokenKind.Word && Words.Contains(token.Value))
        {
            throw Malformed($"expected a name, not {token}; a name that is a word of the language is in double quotes");
        }

        if (token.Kind is not (TokenKind.Word or TokenKind.QuotedName) || token.Value.Length == 0)
        {
            throw Malformed($"expected a name, not {token}");
        }

        _at++;
        return token.Value;
    }

    private List<T> List<T>(Func<T> part)
    {
        var parts = new List<T> { part() };
        while (Take(","))
        {
            parts.Add(part());
        }

        return parts;
    }

    private bool Take(string symbol) => Advance(Next.Is(symbol));

    private bool TakeWord(string word) => Advance(Next.IsWord(word));

    private bool Advance(bool taken)
    {
        _at += taken ? 1 : 0;
        return taken;
    }

    private void Require(string symbol) => Demand(Take(symbol), symbol);

    private void RequireWord(string word) => Demand(TakeWord(word), word);

    private void Demand(bool taken, string expected)
    {
        if (!taken)
        {
            throw Malformed($"expected '{expected}', not {Next}");
        }
    }
}
