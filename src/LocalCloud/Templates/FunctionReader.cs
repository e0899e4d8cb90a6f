namespace ServerlessPipeline.LocalCloud.Templates;

internal static class FunctionReader
{
    private static readonly string[] WithoutLocalEffect =
    [
        "CodeSigningConfigArn", "Description", "EphemeralStorage", "KmsKeyArn", "RuntimeManagementConfig", "SnapStart", "Tags",
        "VpcConfig",
    ];

    /// <summary>Runtimes that start an executable, which is what is played.</summary>
    private static readonly string[] Runtimes = ["dotnet10", "provided.al2023"];

    public static FunctionResource Read(ResourceDefinition definition)
    {
        var properties = definition.Open(WithoutLocalEffect);
        properties.Allow("Runtime", Runtimes);
        properties.Allow("PackageType", "Zip");
        properties.Allow("Architectures", "x86_64", "arm64");
        properties.Object("TracingConfig")?.Allow("Mode", "Active", "PassThrough");
        var function = new FunctionResource(definition.Id)
        {
            Folder = properties.RequiredObject("Code") is { } code ? Folder(definition, code) : "",
            Handler = properties.RequiredText("Handler"),
            Runtime = properties.RequiredText("Runtime"),
            RoleArn = properties.RequiredText("Role"),
            ReservedConcurrency = properties.Number("ReservedConcurrentExecutions"),
            Traced = properties.Object("TracingConfig")?.Text("Mode") == "Active",
        };
        function = function with
        {
            MemoryMegabytes = properties.Number("MemorySize") ?? function.MemoryMegabytes,
            Timeout = properties.Seconds("Timeout") ?? function.Timeout,
            Environment = properties.Object("Environment")?.Map("Variables") ?? function.Environment,
            Architecture = properties.Texts("Architectures") is [var architecture, ..] ? architecture : function.Architecture,
            Logging = properties.Object("LoggingConfig") is { } logging ? Logging(logging) : function.Logging,
        };
        properties.Close();
        return function;
    }

    private static string Folder(ResourceDefinition definition, Properties code)
    {
        code.Ignore("S3Bucket");
        var key = code.RequiredText("S3Key");
        if (key.Length == 0)
        {
            // Missing was reported already; empty was not.
            if (code.Text("S3Key") is not null)
            {
                code.Unsupported("S3Key");
            }

            return "";
        }

        if (!definition.Stack.Assets.TryGetValue(key, out var folder))
        {
            definition.Errors.Add($"{definition.Id}.Code.S3Key: the cloud assembly has no asset '{key}'");
        }
        else if (!Directory.Exists(folder))
        {
            definition.Errors.Add($"{definition.Id}.Code.S3Key: the asset '{folder}' is not a folder");
        }

        return folder ?? "";
    }

    private static FunctionLogging Logging(Properties logging)
    {
        logging.Ignore("SystemLogLevel");
        return new FunctionLogging(
            logging.Text("LogFormat") ?? "Text", logging.Text("ApplicationLogLevel"), logging.Text("LogGroup"));
    }
}
