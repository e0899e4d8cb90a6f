using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Operations;

internal sealed partial class BucketOperations(S3Store store)
{
    private const string Region = "x-amz-bucket-region";

    public IEnumerable<Operation> All =>
    [
        new("ListBuckets", "GET", Level.Service, "", ListAsync),
        new("GetBucketLocation", "GET", Level.Bucket, "location", GetLocationAsync),
        new("GetBucketVersioning", "GET", Level.Bucket, "versioning", GetVersioningAsync),
        new("PutBucketVersioning", "PUT", Level.Bucket, "versioning", PutVersioningAsync) { Headers = Operation.BodyHeaders },
        new("HeadBucket", "HEAD", Level.Bucket, "", HeadAsync),
        new("CreateBucket", "PUT", Level.Bucket, "", CreateAsync)
        {
            Headers =
            [
                .. Operation.BodyHeaders, "x-amz-acl", "x-amz-bucket-object-lock-enabled", "x-amz-object-ownership",
            ],
        },
        new("DeleteBucket", "DELETE", Level.Bucket, "", DeleteAsync),
    ];

    /// <exception cref="S3Exception">InvalidBucketName (user guide, "General purpose bucket naming rules").</exception>
    public static void RequireValidName(string name)
    {
        if (!ValidName().IsMatch(name) || name.Contains("..") || Address().IsMatch(name))
        {
            throw new S3Exception(
                StatusCodes.Status400BadRequest, "InvalidBucketName", "The specified bucket is not valid.")
            { Details = [("BucketName", name)] };
        }
    }

    private Task ListAsync(S3Request request)
    {
        var buckets = store.Buckets.All();
        return S3Xml.WriteAsync(request, "ListAllMyBucketsResult", xml =>
        {
            xml.WriteOwner("Owner");
            xml.WriteStartElement("Buckets");
            foreach (var bucket in buckets)
            {
                xml.WriteStartElement("Bucket");
                xml.WriteElementString("Name", bucket.Name);
                xml.WriteTime("CreationDate", bucket.Created);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });
    }

    private async Task CreateAsync(S3Request request)
    {
        RequireValidName(request.Bucket);
        if (RequestBody.IsPresent(request))
        {
            var configuration = await S3Xml.ReadAsync(request, store.Blobs, "CreateBucketConfiguration");
            var fields = S3Xml.Fields(configuration, "LocationConstraint");
            if (fields.TryGetValue("LocationConstraint", out var location))
            {
                // The region of this endpoint is the one that has no constraint.
                throw new S3Exception(
                    StatusCodes.Status400BadRequest, "InvalidLocationConstraint",
                    "The specified location-constraint is not valid")
                { Details = [("LocationConstraint", location)] };
            }
        }

        // In us-east-1, creating a bucket that one owns already succeeds.
        store.Buckets.Create(request.Bucket);
        request.Response.Headers.Location = "/" + request.Bucket;
    }

    private Task HeadAsync(S3Request request)
    {
        store.Buckets.Require(request.Bucket);
        request.Response.Headers[Region] = LocalAccount.Region;
        return Task.CompletedTask;
    }

    private Task DeleteAsync(S3Request request)
    {
        store.Buckets.Delete(request.Bucket);
        store.Blobs.CollectUnused();
        request.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task GetLocationAsync(S3Request request)
    {
        store.Buckets.Require(request.Bucket);
        return S3Xml.WriteAsync(request, "LocationConstraint", _ => { });
    }

    private Task GetVersioningAsync(S3Request request)
    {
        var versioning = store.Buckets.Require(request.Bucket).Versioning;
        return S3Xml.WriteAsync(request, "VersioningConfiguration", xml =>
        {
            if (versioning != Versioning.Unversioned)
            {
                xml.WriteElementString("Status", versioning.ToString());
            }
        });
    }

    private async Task PutVersioningAsync(S3Request request)
    {
        var configuration = await S3Xml.ReadAsync(request, store.Blobs, "VersioningConfiguration");
        store.Buckets.SetVersioning(
            request.Bucket,
            S3Xml.Fields(configuration, "Status").GetValueOrDefault("Status") switch
            {
                "Enabled" => Versioning.Enabled,
                "Suspended" => Versioning.Suspended,
                _ => throw S3Errors.MalformedXml(),
            });
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidName();

    [GeneratedRegex(@"^\d+\.\d+\.\d+\.\d+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
