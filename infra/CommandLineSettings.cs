namespace ServerlessPipeline.Infra;

/// <summary>
/// Settings that the command line gives in place of those of <c>cdk.json</c>: <c>-c fileLimit=unlimited</c>,
/// <c>-c writer.batchSize=10</c>, <c>-c symbols=BTCUSDT,ETHUSDT</c>.
/// </summary>
internal static class CommandLineSettings
{
    /// <param name="pipeline">The value of the context key <c>pipeline</c>.</param>
    /// <param name="context">The value of any context key; null where it has none.</param>
    public static object? Over(object? pipeline, Func<string, object?> context) =>
        pipeline is IDictionary<string, object> section ? Over(section, "", context) : pipeline;

    private static Dictionary<string, object> Over(IDictionary<string, object> section, string path, Func<string, object?> context) =>
        section.ToDictionary(setting => setting.Key, setting => Over(setting.Value, path + setting.Key, context));

    private static object Over(object value, string name, Func<string, object?> context) => (context(name), value) switch
    {
        (string list, object[]) => list.Split(','),
        ({ } given, _) => given,
        (null, IDictionary<string, object> section) => Over(section, name + ".", context),
        _ => value,
    };
}
