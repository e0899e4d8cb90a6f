using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using FsCheck;
using FsCheck.Fluent;
using ServerlessPipeline.FanOut;
using ServerlessPipeline.LocalCloud.S3.Protocol;

namespace ServerlessPipeline.Fuzz;

/// <summary>The whole way, from an upload to a row, is in FanOut.Tests.</summary>
public class ObjectKeyTests
{
    private static readonly SourceGeneratorLambdaJsonSerializer<FanOutJson> Serializer = new();

    private static Gen<string> Keys { get; } =
        from pieces in Gen.NonEmptyListOf(Gen.OneOf(
            Gen.Elements(" ", "+", "%", "%2B", "%zz", "é", "e\u0301", "币", "😀", "/", "//", "..", "\\", "\"", "\0", "\n", "\u007f", "\ufeff"),
            Gen.Choose(32, 126).Select(c => ((char)c).ToString()),
            Gen.Choose(0x80, 0xd7ff).Select(c => ((char)c).ToString())))
        select string.Concat(pieces);

    [Fact]
    public void Key_of_any_characters_arrives_as_it_was() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(Keys.ToArbitrary(), key =>
        {
            var notification = new JsonObject
            {
                ["Records"] = new JsonArray(new JsonObject
                {
                    ["s3"] = new JsonObject
                    {
                        ["bucket"] = new JsonObject { ["name"] = "files" },
                        ["object"] = new JsonObject { ["key"] = UrlEncoding.Encode(key), ["versionId"] = "1" },
                    },
                }),
            };

            var s3Event = Serializer.Deserialize<S3Event>(new MemoryStream(Encoding.UTF8.GetBytes(notification.ToJsonString())));

            Assert.Equal(key, ObjectVersion.Of(s3Event.Records[0]).Key);
        }));
}
