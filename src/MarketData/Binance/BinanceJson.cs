using System.Text.Json.Serialization;

namespace ServerlessPipeline.MarketData.Binance;

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ErrorPayload))]
[JsonSerializable(typeof(ServerTimePayload))]
[JsonSerializable(typeof(List<KlineElement>))]
[JsonSerializable(typeof(ExchangeInfoPayload))]
[JsonSerializable(typeof(Ticker24hPayload))]
internal sealed partial class BinanceJson : JsonSerializerContext;

/// <summary>Sample: <c>{"code":-1121,"msg":"Invalid symbol."}</c></summary>
internal sealed record ErrorPayload(
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("msg")] string Message);

/// <summary>Sample: <c>{"serverTime":1499827319559}</c>, milliseconds.</summary>
internal sealed record ServerTimePayload([property: JsonPropertyName("serverTime")] long ServerTime);
