using System.Text;
using System.Text.Json.Nodes;
using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Mutation;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>
/// What <c>cdk synth</c> leaves: an input is a template, twice in a row, so that the second may import what the first
/// exports; with <c>artifacts</c> it is an assembly's manifest; with <c>#cloud-config</c> an instance's user data.
/// </summary>
internal sealed class TemplateTarget() : FuzzTarget("template")
{
    private static readonly string[] Fragments =
    [
        """{"Ref":"Bucket"}""", """{"Ref":"Queue"}""", """{"Ref":"Role"}""", """{"Ref":"AWS::NoValue"}""", """{"Ref":"List"}""",
        """{"Fn::GetAtt":["Queue","Arn"]}""", """{"Fn::GetAtt":"Table.Arn"}""", """{"Fn::GetAtt":[]}""", """{"Fn::Sub":"${Bucket}-${Queue}"}""",
        """{"Fn::Sub":"${Queue.QueueName}${Queue.QueueName}"}""", """{"Fn::Sub":["${a}${a}${a}",{"a":{"Ref":"Bucket"}}]}""",
        """{"Fn::Join":["",[{"Ref":"Bucket"},{"Ref":"Table"}]]}""", """{"Fn::Join":[{"Ref":"Queue"},{"Fn::Split":["-",{"Ref":"Bucket"}]}]}""",
        """{"Fn::Select":["0",{"Fn::GetAZs":""}]}""", """{"Fn::Select":[99,{"Fn::Split":["","a"]}]}""", """{"Fn::FindInMap":["Map","a","b"]}""",
        """{"Fn::If":["Yes",{"Ref":"Bucket"},{"Ref":"Queue"}]}""", """{"Fn::ImportValue":"bucket"}""", """{"Fn::Base64":{"Fn::Sub":"${Bucket}"}}""",
        """{"Condition":"Yes"}""", """{"Condition":"Both"}""", """{"Fn::And":[{"Condition":"Both"},{"Condition":"Yes"}]}""",
        """{"Fn::Or":[{"Condition":"Yes"},{"Condition":"Both"}]}""", """{"Fn::Not":[{"Condition":"Both"}]}""",
        """{"Fn::Equals":[{"Ref":"Bucket"},"a"]}""", "\"Both\"", "\"Yes\"", "\"{\\\"a\\\":1,\\\"a\\\":2}\"", "\"{{resolve:ssm:a}}\"",
        "\"I2Nsb3VkLWNvbmZpZwpbW1tbW1tb\"",
    ];

    private static readonly Uri Endpoint = new("http://127.0.0.1:4566");
    private static readonly string Asset = MakeAsset();

    public override IReadOnlyList<byte[]> Samples { get; } = [];

    // Each stack of an assembly reads its files anew.
    public override long AllowedAllocation(byte[] input) => (4L << 20) + (input.Length * 4096L);

    public override bool Run(byte[] input)
    {
        try
        {
            if (input.AsSpan().StartsWith("#"u8))
            {
                UserData.Program(Encoding.UTF8.GetString(input), new Dictionary<string, string> { ["code.zip"] = Asset });
            }
            else if (input.AsSpan().IndexOf("artifacts"u8) >= 0)
            {
                ReadAssembly(input);
            }
            else
            {
                ReadTemplate(input);
            }

            return true;
        }
        catch (TemplateException exception)
        {
            Rule.Holds(exception.Errors.Count > 0);
            return false;
        }
        catch (FormatException)
        {
            // As the user data's reader promises.
            Rule.Holds(input[0] == '#');
            return false;
        }
    }

    protected override byte[] Change(IReadOnlyList<byte[]> corpus, Random random)
    {
        var sample = corpus[random.Next(corpus.Count)];
        return random.Next(3) == 0
            ? ByteMutation.Change(sample, corpus, random)
            : JsonMutation.Change(sample, corpus, Fragments, random) is var changed && random.Next(4) == 0
            ? ByteMutation.Change(changed, corpus, random)
            : changed;
    }

    private static void ReadTemplate(byte[] input)
    {
        var template = CloudAssembly.Parse(Encoding.UTF8.GetString(input), "template.json");
        var assets = new Dictionary<string, string> { ["code.zip"] = Asset };
        var exports = new Dictionary<string, JsonNode>();
        var first = new Draft();
        var second = new Draft();
        new StackReader(new StackTemplate("Stack", template, assets), exports, Endpoint, first).Read();
        new StackReader(new StackTemplate("Stack", template, assets), exports, Endpoint, second).Read();
        var deployment = first.Complete();
        Rule.Holds(deployment.Functions.All(function => function.Folder == Asset));
        second.Complete();
    }

    private static void ReadAssembly(byte[] manifest)
    {
        var folder = Directory.CreateTempSubdirectory("fuzz-assembly-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "manifest.json"), manifest);
            File.WriteAllText(Path.Combine(folder, "stack.template.json"), """{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket"}}}""");
            File.WriteAllBytes(Path.Combine(folder, "stack.assets.json"), manifest);
            DeploymentReader.Read(folder, Endpoint);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string MakeAsset()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "TemplateAsset");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Loader"), "");
        File.WriteAllText(
            Path.Combine(folder, "loader.service"), "[Service]\nExecStart=/opt/loader/Loader\nEnvironmentFile=/etc/loader.env\nEnvironment=SIZE=3\n");
        return folder;
    }
}
