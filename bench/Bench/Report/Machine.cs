using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ServerlessPipeline.Bench.Report;

/// <summary>What the figures were taken on, and with.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"""
        | | |
        | --- | --- |
        | Date | {TimeProvider.System.GetUtcNow():yyyy-MM-dd} |
        | Machine | {Processor()}, {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB |
        | System | {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture} |
        | .NET | {RuntimeInformation.FrameworkDescription} |
        | AWS SDK for .NET | S3 {VersionOf(typeof(Amazon.S3.AmazonS3Client))}, DynamoDB {VersionOf(typeof(Amazon.DynamoDBv2.AmazonDynamoDBClient))}, Core {VersionOf(typeof(Amazon.Runtime.AmazonServiceClient))} |
        | The twin | {Output("/usr/bin/python3", "--version")}, boto3 {Output("/usr/bin/python3", "-c", "import boto3; print(boto3.__version__)")} |
        | CsvHelper | {VersionOf(typeof(CsvHelper.CsvReader))} |
        | Node.js, for the table | {Output("node", "--version")} |

        """;

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : RuntimeInformation.ProcessArchitecture.ToString();

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "unknown";

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return text;
    }
}
