using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.Cli;

/// <summary>
/// What the stacks say of themselves, in the file that <c>cdk deploy --outputs-file</c> writes:
/// <c>{"ServerlessPipeline":{"WriterFunction":"…","RowsQueue":"https://…"}}</c>. The local run writes the same.
/// </summary>
internal sealed class DeploymentOutputs
{
    private const string FunctionSuffix = "Function";

    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _values;

    private DeploymentOutputs(string path, IReadOnlyDictionary<string, string> values) => (_path, _values) = (path, values);

    /// <summary>The functions' names by the names that people use: <c>Writer</c> for the output <c>WriterFunction</c>.</summary>
    public IReadOnlyDictionary<string, string> Functions => _values
        .Where(output => output.Key.EndsWith(FunctionSuffix, StringComparison.Ordinal))
        .ToDictionary(output => output.Key[..^FunctionSuffix.Length], output => output.Value, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="CommandException">The stacks have no such output.</exception>
    public string this[string name] => _values.TryGetValue(name, out var value)
        ? value
        : throw new CommandException($"{_path} has no output '{name}'; it has {string.Join(", ", _values.Keys.Order())}.");

    /// <summary>A function's whole name, of the name that people use (in any case) or of itself.</summary>
    /// <exception cref="CommandException">No such function is deployed.</exception>
    public string Function(string wanted) =>
        Functions.TryGetValue(wanted, out var name) ? name
        : Functions.Values.Contains(wanted) ? wanted
        : throw new CommandException(
            $"There is no function '{wanted}': {string.Join(" and ", Functions.Keys.Order(StringComparer.Ordinal))} are deployed.");

    /// <summary>Where the local run of a data folder keeps them.</summary>
    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "outputs.json");

    public static void Write(string path, IReadOnlyDictionary<string, string> outputs)
    {
        var stack = new JsonObject(outputs.Select(output => KeyValuePair.Create(output.Key, (JsonNode?)output.Value)));
        File.WriteAllText(path, new JsonObject { ["ServerlessPipeline"] = stack }.ToJsonString());
    }

    /// <summary>Reads the outputs of all stacks in the file.</summary>
    /// <exception cref="CommandException">There is no such file, or it holds something else.</exception>
    public static DeploymentOutputs Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Of(path, JsonNode.Parse(file));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(
                $"There is no file {path}. 'pipeline up' writes it for a local run, 'cdk deploy --outputs-file {path}' for AWS.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{path} is not valid JSON: {exception.Message}", exception);
        }
    }

    private static DeploymentOutputs Of(string path, JsonNode? content)
    {
        var values = new Dictionary<string, string>();
        foreach (var (_, stack) in content as JsonObject ?? throw NotOutputs(path))
        {
            foreach (var (name, value) in stack as JsonObject ?? throw NotOutputs(path))
            {
                if (value is not JsonValue text || !text.TryGetValue<string>(out var output))
                {
                    throw NotOutputs(path);
                }

                if (!values.TryAdd(name, output))
                {
                    throw new CommandException($"{path} has the output '{name}' in two stacks. Keep those of one deployment in it.");
                }
            }
        }

        return new DeploymentOutputs(path, values);
    }

    private static CommandException NotOutputs(string path) => new(
        $"{path} is not a file of outputs: it must be an object of stacks, each an object of texts, as 'cdk deploy --outputs-file' writes it.");
}
