using System.Text.Json;
using Amazon.Lambda.S3Events;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.FanOut.Tests;

public sealed class EventTests(LocalAws aws)
{
    [Fact]
    public async Task Record_that_names_no_object_fails_and_its_neighbour_is_sent()
    {
        using var scene = await Scene.CreateAsync(aws);
        var upload = await scene.UploadAsync(Samples.Key(0), await Samples.FileAsync(rows: 2));
        upload.Records.InsertRange(0, [null!, new S3Event.S3EventNotificationRecord()]);

        var exception = await Assert.ThrowsAsync<FilesFailedException>(() => scene.Function().HandleAsync(upload, scene.Context));

        Assert.Equal(
            "record 1: the event's record names no bucket or no key; record 2: the event's record names no bucket or no key",
            exception.Message);
        Assert.Equal([1, 2], await scene.RowNumbersAsync());
    }

    [Fact]
    public async Task Event_of_EventBridges_shape_is_refused_by_name()
    {
        using var scene = await Scene.CreateAsync(aws);
        var bridged = JsonSerializer.Deserialize<S3Event>(
            """{"version":"0","detail-type":"Object Created","source":"aws.s3","detail":{"bucket":{"name":"b"},"object":{"key":"k"}}}""")!;

        var exception = await Assert.ThrowsAsync<FormatException>(() => scene.Function().HandleAsync(bridged, scene.Context));

        Assert.Contains("EventBridge", exception.Message, StringComparison.Ordinal);
    }
}
