namespace ServerlessPipeline.MarketData;

/// <summary>A table attribute in no SDK's terms.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Type">How DynamoDB stores it.</param>
/// <param name="Value">The text, or the number in decimal notation.</param>
public readonly record struct ItemAttribute(string Name, ItemAttributeType Type, string Value);

/// <summary>DynamoDB's own names of its types.</summary>
public enum ItemAttributeType
{
    /// <summary>A string.</summary>
    S,

    /// <summary>A number, of up to 38 digits; trailing zeros are not kept.</summary>
    N,
}
