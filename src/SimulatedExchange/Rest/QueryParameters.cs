using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.SimulatedExchange.Rest;

/// <summary>The parameters of one request, checked as Binance does: each at most once, and none left unread.</summary>
internal sealed class QueryParameters(IQueryCollection query)
{
    private readonly HashSet<string> _read = [];

    public string Required(string name) => Optional(name) is { Length: > 0 } value
        ? value
        : throw RequestRefusedException.Missing(name);

    public string? Optional(string name)
    {
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        _read.Add(name);
        return values.Count == 1 ? values[0] : throw RequestRefusedException.Duplicate();
    }

    public long? OptionalNumber(string name) => Optional(name) switch
    {
        null => null,
        "" => throw RequestRefusedException.Empty(name),
        var text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RequestRefusedException.IllegalCharacters(name, "^[0-9]{1,20}$"),
    };

    public void RefuseUnread()
    {
        if (_read.Count != query.Count)
        {
            throw RequestRefusedException.Unread(_read.Count, query.Count);
        }
    }
}
