namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>
/// The environment of a function's process: Lambda's, the template's, and nothing of the operator's account.
/// </summary>
internal static class SandboxEnvironment
{
    /// <summary>What a program needs to start at all, on any platform.</summary>
    private static readonly string[] Kept =
    [
        "PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "TEMP", "TMP",
        "SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    ];

    public static Dictionary<string, string> For(
        FunctionSettings settings, string sandboxId, string runtimeApi, DateTimeOffset now)
    {
        var environment = new Dictionary<string, string>();
        foreach (var name in Kept)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                environment[name] = value;
            }
        }

        foreach (var (name, value) in settings.Environment)
        {
            environment[name] = value;
        }

        // Last, because a template cannot override these.
        foreach (var (name, value) in Reserved(settings, sandboxId, runtimeApi, now))
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>Source: "Defined runtime environment variables" in Lambda's developer guide.</summary>
    private static Dictionary<string, string> Reserved(
        FunctionSettings settings, string sandboxId, string runtimeApi, DateTimeOffset now)
    {
        // An SDK also reads ~/.aws; pointing it at files that do not exist keeps the operator's profiles out.
        var noProfile = Path.Combine(settings.Folder, "no-aws-profile");
        return new Dictionary<string, string>
        {
            // Runtimes put http:// before and /2018-06-01/runtime/… behind, so a path that names the sandbox fits.
            ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi,
            ["AWS_LAMBDA_FUNCTION_NAME"] = settings.Name,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = $"{settings.MemoryMegabytes}",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{settings.Name}",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = $"{now:yyyy/MM/dd}/[$LATEST]{sandboxId}",
            ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
            ["AWS_EXECUTION_ENV"] = $"AWS_Lambda_{settings.Runtime}",
            ["AWS_REGION"] = LocalAccount.Region,
            ["AWS_DEFAULT_REGION"] = LocalAccount.Region,
            ["AWS_ACCESS_KEY_ID"] = settings.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = settings.SecretAccessKey,
            ["AWS_ENDPOINT_URL"] = settings.EndpointUrl,
            ["AWS_SHARED_CREDENTIALS_FILE"] = noProfile,
            ["AWS_CONFIG_FILE"] = noProfile,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["LAMBDA_TASK_ROOT"] = settings.Folder,
            ["_HANDLER"] = settings.Handler,
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
        };
    }
}
