namespace ServerlessPipeline.Cli;

/// <summary>Something took a request and says nothing. It is no error that the SDK tries again.</summary>
internal sealed class NoAnswerException(Uri endpoint, TimeSpan patience)
    : Exception($"{endpoint.GetLeftPart(UriPartial.Authority)} has said nothing for {patience.TotalSeconds:0} seconds.")
{
    public string Endpoint { get; } = endpoint.GetLeftPart(UriPartial.Authority);
}
