using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.SQS;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

/// <summary>The functions that tests start as processes of their own, written as any function's Main is.</summary>
internal static class TestFunctions
{
    public static ILambdaSerializer Serializer { get; } = new SourceGeneratorLambdaJsonSerializer<TestJson>();

    public static async Task RunAsync(string name)
    {
        using var bootstrap = name switch
        {
            "greet" => LambdaBootstrapBuilder.Create<Question, Answer>(Greet, Serializer).Build(),
            "greet-slowly" => LambdaBootstrapBuilder.Create<Question, Answer>(GreetSlowlyAsync, Serializer).Build(),
            "memory" => LambdaBootstrapBuilder.Create<Question, Answer>(Memory, Serializer).Build(),
            "send" => LambdaBootstrapBuilder.Create<Question, Answer>(SendAsync, Serializer).Build(),
            "fail-init" => LambdaBootstrapBuilder.Create<Question, Answer>(Greet, Serializer)
                .UseBootstrapHandler(() => throw new InvalidOperationException("TABLE_NAME is not set"))
                .Build(),
            _ => throw new ArgumentException(name, nameof(name)),
        };
        await bootstrap.RunAsync(CancellationToken.None);
    }

    public static Task<Answer> Greet(Question question, ILambdaContext context)
    {
        context.Logger.LogInformation("Greets {Name}", question.Name);
        return Task.FromResult(new Answer { Text = $"Hello, {question.Name}" });
    }

    private static async Task<Answer> GreetSlowlyAsync(Question question, ILambdaContext context)
    {
        context.Logger.LogInformation("Begun");
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
        return await Greet(question, context);
    }

    private static Task<Answer> Memory(Question question, ILambdaContext context) =>
        Task.FromResult(new Answer { Text = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20}" });

    private static async Task<Answer> SendAsync(Question question, ILambdaContext context)
    {
        using var sqs = new AmazonSQSClient();
        var response = await sqs.SendMessageAsync("http://queues/000000000000/rows", question.Name, CancellationToken.None);
        return new() { Text = response.MessageId };
    }
}

internal sealed class Question
{
    public string? Name { get; set; }
}

internal sealed class Answer
{
    public string? Text { get; set; }
}

[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class TestJson : JsonSerializerContext;
