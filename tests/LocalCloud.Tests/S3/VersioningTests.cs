using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.LocalCloud.S3;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>User guide, "Retaining multiple versions of objects with S3 Versioning"; API reference, DeleteObject(s).</summary>
public sealed class VersioningTests : S3Test
{
    [Fact]
    public async Task Without_versioning_a_write_replaces_and_no_version_is_named()
    {
        var first = await PutAsync("k", "one");
        await PutAsync("k", "two");

        Assert.Null(first.VersionId);
        Assert.Equal("two", await ReadAsync("k"));
        Assert.Equal("two", await ReadAsync("k", "null"));
    }

    [Fact]
    public async Task With_versioning_every_write_is_kept()
    {
        EnableVersioning();
        var first = await PutAsync("k", "one");
        var second = await PutAsync("k", "two");

        Assert.NotEqual(first.VersionId, second.VersionId);
        Assert.Equal("two", await ReadAsync("k"));
        Assert.Equal("one", await ReadAsync("k", first.VersionId));
    }

    /// <summary>"Adding objects to versioning-suspended buckets": they have the version null, of which there is one.</summary>
    [Fact]
    public async Task Suspended_versioning_replaces_only_the_null_version()
    {
        await PutAsync("k", "before");
        EnableVersioning();
        var kept = await PutAsync("k", "kept");
        Host.Service.PutBucket(Bucket, new BucketSettings(Versioned: false, []));

        var suspended = await PutAsync("k", "after");

        Assert.Equal("null", suspended.VersionId);
        Assert.Equal("after", await ReadAsync("k", "null"));
        Assert.Equal("kept", await ReadAsync("k", kept.VersionId));
        var listed = await Client.ListVersionsAsync(Bucket, Cancel);
        Assert.Equal(["null", kept.VersionId], listed.Versions.ConvertAll(version => version.VersionId));
    }

    /// <summary>"Working with delete markers"; GetObject, x-amz-delete-marker.</summary>
    [Fact]
    public async Task Delete_hides_the_object_until_its_marker_is_deleted()
    {
        EnableVersioning();
        await PutAsync("k");

        var marker = await Client.DeleteObjectAsync(Bucket, "k", Cancel);

        using var hidden = await Http.GetAsync($"/{Bucket}/k", Cancel);
        using var markerItself = await Http.GetAsync($"/{Bucket}/k?versionId={marker.VersionId}", Cancel);
        Assert.Equal("true", marker.DeleteMarker);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal(["true"], hidden.Headers.GetValues("x-amz-delete-marker"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, markerItself.StatusCode);
        Assert.Null((await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, Cancel)).S3Objects);

        var unhidden = await Client.DeleteObjectAsync(Bucket, "k", marker.VersionId, Cancel);

        Assert.Equal(("true", marker.VersionId), (unhidden.DeleteMarker, unhidden.VersionId));
        Assert.Equal("content", await ReadAsync("k"));
    }

    [Fact]
    public async Task Deleting_the_latest_version_brings_back_the_one_before()
    {
        EnableVersioning();
        await PutAsync("k", "one");
        var second = await PutAsync("k", "two");

        var deleted = await Client.DeleteObjectAsync(Bucket, "k", second.VersionId, Cancel);

        Assert.Equal(second.VersionId, deleted.VersionId);
        Assert.Equal("one", await ReadAsync("k"));
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchVersion", () => ReadAsync("k", second.VersionId));
    }

    /// <summary>DeleteObject: succeeds where there is nothing.</summary>
    [Fact]
    public async Task Deleting_what_is_not_there_succeeds()
    {
        var plain = await Client.DeleteObjectAsync(Bucket, "absent", Cancel);
        var version = await Client.DeleteObjectAsync(Bucket, "absent", "no-such-version", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, plain.HttpStatusCode);
        Assert.Equal(HttpStatusCode.NoContent, version.HttpStatusCode);
    }

    /// <summary>User guide, "How to perform conditional deletes".</summary>
    [Fact]
    public async Task Delete_with_an_expected_ETag_needs_that_ETag()
    {
        var put = await PutAsync("k");
        var wrong = new DeleteObjectRequest { BucketName = Bucket, Key = "k", IfMatch = "\"other\"" };
        var right = new DeleteObjectRequest { BucketName = Bucket, Key = "k", IfMatch = put.ETag };

        await AssertErrorAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () =>
            Client.DeleteObjectAsync(wrong, Cancel));
        await Client.DeleteObjectAsync(right, Cancel);

        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchKey", () => ReadAsync("k"));
    }

    /// <summary>User guide, conditional writes: a delete marker is no object.</summary>
    [Fact]
    public async Task Write_that_wants_no_object_there_succeeds_over_a_delete_marker()
    {
        EnableVersioning();
        await PutAsync("k");
        await Client.DeleteObjectAsync(Bucket, "k", Cancel);

        await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "again", IfNoneMatch = "*" }, Cancel);

        Assert.Equal("again", await ReadAsync("k"));
    }

    /// <summary>DeleteObjects: a result for each key, keys that are not there among the deleted.</summary>
    [Fact]
    public async Task Many_objects_are_deleted_at_once_with_a_result_for_each()
    {
        EnableVersioning();
        var version = (await PutAsync("a + b")).VersionId;
        var request = new DeleteObjectsRequest { BucketName = Bucket };
        request.AddKey("a + b", version);
        request.AddKey("<absent> & \"quoted\"");
        request.AddKey(" ");
        request.Objects.Add(new KeyVersion { Key = "a + b", ETag = "\"wrong\"" });

        var error = await Assert.ThrowsAsync<DeleteObjectsException>(() => Client.DeleteObjectsAsync(request, Cancel));

        var deleted = error.Response.DeletedObjects;
        Assert.Equal([("a + b", version), ("<absent> & \"quoted\"", null), (" ", null)], deleted.ConvertAll(found => (found.Key, found.VersionId)));
        Assert.Equal([false, true, true], deleted.ConvertAll(found => found.DeleteMarker == true));
        Assert.Equal([("a + b", "NoSuchKey")], error.Response.DeleteErrors.Select(found => (found.Key, found.Code)));
    }

    [Fact]
    public async Task Quiet_deletion_tells_only_errors()
    {
        await PutAsync("k");
        var request = new DeleteObjectsRequest { BucketName = Bucket, Quiet = true };
        request.AddKey("k");

        var response = await Client.DeleteObjectsAsync(request, Cancel);

        Assert.Null(response.DeletedObjects);
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchKey", () => ReadAsync("k"));
    }

    [Fact]
    public async Task Key_that_XML_can_only_hold_as_a_reference_is_deleted()
    {
        await PutAsync("a\u0001\r\n");

        await DeleteRawAsync("<Delete><Object><Key>a&#x1;&#13;&#10;</Key></Object></Delete>");

        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchKey", () => ReadAsync("a\u0001\r\n"));
    }

    /// <summary>DeleteObjects: at most 1,000 keys; a digest is required; no document type.</summary>
    [Fact]
    public async Task Malformed_lists_to_delete_are_refused()
    {
        var tooMany = string.Concat(Enumerable.Range(0, 1001).Select(number => $"<Object><Key>{number}</Key></Object>"));

        Assert.Contains("MalformedXML", await DeleteRawAsync($"<Delete>{tooMany}</Delete>"));
        Assert.Contains("MalformedXML", await DeleteRawAsync("<Delete><Object><Key>a</Key></Object>"));
        Assert.Contains("MalformedXML", await DeleteRawAsync(
            "<!DOCTYPE d [<!ENTITY k 'a'>]><Delete><Object><Key>&k;</Key></Object></Delete>"));
        Assert.Contains("MalformedXML", await DeleteRawAsync("<Other/>"));
        Assert.Contains("NotImplemented", await DeleteRawAsync("<Delete><Object><Key>a</Key><Size>1</Size></Object></Delete>"));
        Assert.Contains("InvalidRequest", await DeleteRawAsync("<Delete><Object><Key>a</Key></Object></Delete>", withDigest: false));
    }

    private async Task<string> DeleteRawAsync(string document, bool withDigest = true)
    {
        using var content = new StringContent(document);
        if (withDigest)
        {
            content.Headers.ContentMD5 = System.Security.Cryptography.MD5.HashData(await content.ReadAsByteArrayAsync(Cancel));
        }

        using var response = await Http.PostAsync($"/{Bucket}?delete", content, Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }
}
