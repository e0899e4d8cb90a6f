using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.Fuzz.Mutation;

/// <summary>Changes to JSON that leave it JSON: values moved, replaced, wrapped, doubled and left out.</summary>
internal static class JsonMutation
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <param name="fragments">JSON that means something to the reader.</param>
    public static byte[] Change(byte[] input, IReadOnlyList<byte[]> corpus, IReadOnlyList<string> fragments, Random random)
    {
        try
        {
            return Parse(input) is { } root ? Change(root, corpus, fragments, random) : input;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which JsonNode takes and cannot write.
            return input;
        }
    }

    private static byte[] Change(JsonNode root, IReadOnlyList<byte[]> corpus, IReadOnlyList<string> fragments, Random random)
    {
        // In an array of its own, so that the root is a value like the others.
        var whole = new JsonArray(root);
        for (var edits = 1 + random.Next(4); edits > 0; edits--)
        {
            var slots = Slots(whole).ToList();
            if (slots.Count > 0)
            {
                Edit(slots, corpus, fragments, random);
            }
        }

        return Encoding.UTF8.GetBytes(whole.Count == 0 ? "" : whole[0]?.ToJsonString(Plain) ?? "null");
    }

    private static void Edit(List<Slot> slots, IReadOnlyList<byte[]> corpus, IReadOnlyList<string> fragments, Random random)
    {
        var slot = slots[random.Next(slots.Count)];
        switch (random.Next(9))
        {
            case 0:
                slot.Remove();
                break;
            case 1 or 2:
                slot.Set(Scalar(random));
                break;
            case 3:
                slot.Set(slots[random.Next(slots.Count)].Value?.DeepClone());
                break;
            case 4:
                var others = Parse(corpus[random.Next(corpus.Count)]) is { } other ? Slots(new JsonArray(other)).ToList() : slots;
                slot.Set(others[random.Next(others.Count)].Value?.DeepClone());
                break;
            case 5:
                slot.Set(Wrapped(slot.Value?.DeepClone(), random));
                break;
            case 6:
                slot.Rename(random.Next(2) == 0 ? HostileText.Text(random) : slots[random.Next(slots.Count)].Name ?? "");
                break;
            case 7:
                slot.Double(random.Next(8) == 0 ? random.Next(100) : 1);
                break;
            default:
                slot.Set(fragments.Count > 0 ? JsonNode.Parse(fragments[random.Next(fragments.Count)]) : Scalar(random));
                break;
        }
    }

    private static JsonNode? Scalar(Random random) => random.Next(7) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => new JsonObject(),
        3 => new JsonArray(),
        4 => new long[] { 0, -1, 1, int.MaxValue, int.MaxValue + 1L, long.MaxValue, long.MinValue, 1_770_039_600_000 }[random.Next(8)],
        5 => new[] { 0.5, 1e300, -0.0, 1e-300, 1e21 }[random.Next(5)],
        _ => HostileText.Text(random),
    };

    private static JsonNode? Wrapped(JsonNode? value, Random random)
    {
        for (var depth = random.Next(4) == 0 ? random.Next(100) : 1; depth > 0; depth--)
        {
            value = random.Next(2) == 0 ? new JsonArray(value) : new JsonObject { ["Ref"] = value };
        }

        return value;
    }

    private static JsonNode? Parse(byte[] input)
    {
        try
        {
            var documentOptions = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(input, nodeOptions: null, documentOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<Slot> Slots(JsonNode? node) => node switch
    {
        JsonObject properties => properties.SelectMany(
            property => Slots(property.Value).Prepend(new Slot(properties, property.Key, 0, property.Value))),
        JsonArray items => items.SelectMany((item, i) => Slots(item).Prepend(new Slot(items, null, i, item))),
        _ => [],
    };

    /// <summary>A place where a value stands: a name in an object, or an index in an array.</summary>
    private sealed record Slot(JsonNode Parent, string? Name, int Index, JsonNode? Value)
    {
        public void Set(JsonNode? value)
        {
            if (Name is not null)
            {
                Parent.AsObject()[Name] = value;
            }
            else
            {
                Parent.AsArray()[Index] = value;
            }
        }

        public void Remove()
        {
            if (Name is not null)
            {
                Parent.AsObject().Remove(Name);
            }
            else
            {
                Parent.AsArray().RemoveAt(Index);
            }
        }

        public void Rename(string name)
        {
            if (Name is not null)
            {
                Parent.AsObject().Remove(Name);
                Parent.AsObject()[name] = Value;
            }
        }

        public void Double(int times)
        {
            for (; times > 0; times--)
            {
                if (Name is not null)
                {
                    Parent.AsObject()[Name + times] = Value?.DeepClone();
                }
                else
                {
                    Parent.AsArray().Insert(Index, Value?.DeepClone());
                }
            }
        }
    }
}
