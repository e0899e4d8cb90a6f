using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Tests.Templates;

/// <summary>Reads templates written out in a test, as if CDK had synthesized them.</summary>
internal static class Synthesized
{
    public static readonly Uri Endpoint = new("http://127.0.0.1:4566");

    /// <summary>A deployment of one stack named <c>Stack</c>, with a published function as the asset <c>code.zip</c>.</summary>
    public static Deployment Read(string template) => Read(("Stack", template));

    /// <summary>A deployment of several stacks; the manifest lists the last one first, and each depends on the one before.</summary>
    public static Deployment Read(params (string Name, string Template)[] stacks)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "code"));
        Write(folder.Path, "code", stacks);
        return DeploymentReader.Read(folder.Path, Endpoint);
    }

    /// <summary>A deployment of one stack named <c>Stack</c>, with this folder as the asset <c>code.zip</c>.</summary>
    public static Deployment ReadWith(string asset, string template)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, asset, ("Stack", template));
        return DeploymentReader.Read(folder.Path, Endpoint);
    }

    /// <summary>What <c>cdk synth</c> leaves of these stacks.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="code">The folder with the published function.</param>
    public static void Write(string folder, string code, params (string Name, string Template)[] stacks)
    {
        Write("assets.json", $$$"""
            { "files": { "code": { "source": { "path": "{{{code}}}" }, "destinations": { "here": { "objectKey": "code.zip" } } } } }
            """);
        var artifacts = new JsonObject
        {
            ["assets"] = JsonNode.Parse("""{ "type": "cdk:asset-manifest", "properties": { "file": "assets.json" } }"""),
        };
        for (var i = stacks.Length - 1; i >= 0; i--)
        {
            Write($"{i}.template.json", stacks[i].Template);
            artifacts[stacks[i].Name] = new JsonObject
            {
                ["type"] = "aws:cloudformation:stack",
                ["properties"] = new JsonObject { ["templateFile"] = $"{i}.template.json" },
                ["dependencies"] = new JsonArray([.. i == 0 ? [] : new JsonNode[] { stacks[i - 1].Name }, "assets"]),
            };
        }

        Write("manifest.json", new JsonObject { ["artifacts"] = artifacts }.ToJsonString());

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }

    /// <summary>The errors of a template that cannot be played.</summary>
    public static IReadOnlyList<string> Errors(string template) =>
        Assert.Throws<TemplateException>(() => Read(template)).Errors;

    /// <summary>What one expression gives, within a template that has resources and more to refer to.</summary>
    public static string Value(string expression) =>
        Read(WithOutput(expression)).Outputs.Single(output => output.Name == "Value").Value;

    /// <summary>The only error of one expression, without its place.</summary>
    public static string Error(string expression)
    {
        var error = Assert.Single(Errors(WithOutput(expression)));

        const string Place = "Stack/Outputs.Value: ";
        Assert.StartsWith(Place, error);
        return error[Place.Length..];
    }

    private static string WithOutput(string expression) => $$"""
        {
          "Parameters": {
            "Size": { "Type": "Number", "Default": 5 },
            "Zones": { "Type": "CommaDelimitedList", "Default": "a, b" },
            "Unset": { "Type": "String" },
            "Image": { "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/image" }
          },
          "Mappings": { "Sizes": { "us-east-1": { "small": "t4g.nano" } } },
          "Conditions": {
            "Yes": { "Fn::Equals": ["5", { "Ref": "Size" }] },
            "No": { "Fn::Not": [{ "Condition": "Yes" }] },
            "Both": { "Fn::And": [{ "Condition": "Yes" }, { "Condition": "No" }] },
            "Either": { "Fn::Or": [{ "Condition": "Yes" }, { "Condition": "No" }] }
          },
          "Resources": {
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Fn::Sub": "rows-${Size}" } } },
            "Bucket": { "Type": "AWS::S3::Bucket" },
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": {
              "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
              "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }] } },
            "Role": { "Type": "AWS::IAM::Role" },
            "Logs": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "/rows" } },
            "Absent": { "Type": "AWS::SQS::Queue", "Condition": "No" }
          },
          "Outputs": { "Value": { "Value": {{expression}} } }
        }
        """;
}
