using System.Reflection;
using System.Runtime.Loader;

namespace ServerlessPipeline.Bench.Formats;

/// <summary>CsvHelper 33, which has its assembly's name in common with 34 and so is loaded in a context of its own.</summary>
internal static class CsvHelper33
{
    public static Func<byte[], int> Read { get; } = Load();

    private static Func<byte[], int> Load()
    {
        var context = new Context(Checkout.Program("CsvHelper33"));
        return context.Program.GetType("ServerlessPipeline.CsvHelper33.CsvHelperFile", throwOnError: true)!
            .GetMethod("Read")!
            .CreateDelegate<Func<byte[], int>>();
    }

    private sealed class Context(string program) : AssemblyLoadContext
    {
        private readonly AssemblyDependencyResolver _resolver = new(program);

        public Assembly Program => LoadFromAssemblyPath(program);

        /// <summary>What is not beside it comes from here: the records are the same types.</summary>
        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
