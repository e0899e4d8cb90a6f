#nullable disable
namespace Amazon.Lambda.Core;

/// <summary>Between the JSON of an invocation and the types of a handler.</summary>
public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);

    void Serialize<T>(T response, Stream responseStream);
}
