using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Status;

/// <summary>What the services said at one time; also a line of JSON that <c>status --json</c> prints.</summary>
/// <param name="At">When they were asked.</param>
/// <param name="Functions">Null where it cannot be known.</param>
/// <param name="Rates">Null where this is the only look.</param>
/// <param name="Problems">What needs a person, in words; none where all is well.</param>
internal sealed record PipelineLook(
    DateTimeOffset At,
    NewestFile? File,
    IReadOnlyList<FunctionLook>? Functions,
    SlotsLook Slots,
    QueueLook Rows,
    DeadLettersLook DeadLetters,
    TableLook Table,
    Rates? Rates,
    IReadOnlyList<string> Problems)
{
    private static readonly StatusJson Line =
        new(new JsonSerializerOptions(StatusJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public string ToJson() => JsonSerializer.Serialize(this, Line.PipelineLook);
}

/// <param name="Minute">Its candles' open time.</param>
/// <param name="Uploaded">When S3 got it.</param>
/// <param name="LagSeconds">From the end of its minute until now; negative for a market that is ahead of the clock.</param>
/// <param name="OfItsDay">How many files the bucket has of the same UTC day.</param>
internal sealed record NewestFile(string Key, DateTimeOffset Minute, DateTimeOffset Uploaded, double LagSeconds, int OfItsDay)
{
    [JsonIgnore]
    public TimeSpan Lag => TimeSpan.FromSeconds(LagSeconds);
}

/// <param name="Name">As people use it, such as <c>Writer</c>.</param>
/// <param name="State">Lambda's own word, such as <c>Active</c>.</param>
/// <param name="LastUpdate">Lambda's own word for the last change, such as <c>Successful</c>.</param>
/// <param name="Reason">Of either, where Lambda gives one.</param>
/// <param name="Reserved">Reserved concurrency; null for none.</param>
internal sealed record FunctionLook(string Name, string State, string LastUpdate, string? Reason, int? Reserved);

/// <param name="Limit">Null for no limit.</param>
/// <param name="Newest">Of the files that hold a slot, where all slots are taken; null where S3 has it no more.</param>
internal sealed record SlotsLook(int Taken, int? Limit, SlotMinute? Newest)
{
    /// <summary>Whether new files are declined.</summary>
    [JsonIgnore]
    public bool Full => Taken >= Limit;
}

/// <param name="Minute">The candles' open time.</param>
/// <param name="Uploaded">When S3 got the file.</param>
internal sealed record SlotMinute(DateTimeOffset Minute, DateTimeOffset Uploaded);

/// <param name="Waiting">Visible or delayed.</param>
/// <param name="InFlight">Received and neither deleted nor given back.</param>
internal sealed record QueueLook(int Waiting, int InFlight)
{
    [JsonIgnore]
    public int All => Waiting + InFlight;
}

/// <param name="Objects">Files that FanOut gave up on.</param>
/// <param name="Rows">Rows and lines that could not be written.</param>
internal sealed record DeadLettersLook(int Objects, int Rows);

/// <param name="AboutItems">DynamoDB's own count, up to six hours old; null where it has none.</param>
/// <param name="Newest">Of each symbol that was asked for and has one, in the order of the deployment.</param>
/// <param name="SymbolsNotAsked">Further symbols of the deployment.</param>
internal sealed record TableLook(string State, long? AboutItems, IReadOnlyList<NewestItem> Newest, int SymbolsNotAsked)
{
    [JsonIgnore]
    public DateTimeOffset? NewestMinute => Newest.Count == 0 ? null : Newest.Max(item => item.OpenTime);
}

/// <param name="WrittenAt">Null where the item does not say.</param>
internal sealed record NewestItem(string Symbol, DateTimeOffset OpenTime, DateTimeOffset? WrittenAt);

/// <summary>Between an earlier look and this one.</summary>
/// <param name="FilesPerMinute">Null where the day has changed in between.</param>
/// <param name="RowsPerMinute">By how far the newest items have moved on: older rows, as a backfill brings them, are not in it.</param>
/// <param name="Seconds">Between the two looks.</param>
internal sealed record Rates(double? FilesPerMinute, double RowsPerMinute, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PipelineLook))]
internal sealed partial class StatusJson : JsonSerializerContext;
