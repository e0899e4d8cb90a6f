using ServerlessPipeline.LocalCloud.Iam;
using ServerlessPipeline.LocalCloud.S3.Operations;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>
/// What each operation needs. Source: S3 user guide, "Required permissions for Amazon S3 API operations", and the pages on
/// conditional writes and deletes.
/// </summary>
internal static class Permissions
{
    private const string IfMatch = "if-match";
    private const string Acl = "x-amz-acl";

    /// <exception cref="S3Exception">AccessDenied.</exception>
    public static void Demand(S3Request request, Operation operation)
    {
        if (Session.Of(request.Context) is { } session)
        {
            Demand(session, Of(request, operation) ?? throw S3Errors.AccessDenied(session.Unknown($"s3:{operation.Name}")));
        }
    }

    /// <summary>Of one key among those of DeleteObjects.</summary>
    /// <exception cref="S3Exception">AccessDenied.</exception>
    public static void DemandDelete(S3Request request, string key, string? versionId, string? etag)
    {
        if (Session.Of(request.Context) is { } session)
        {
            Demand(session, Delete(Arn(request.Bucket, key), versionId, etag));
        }
    }

    /// <summary>Only who may list a bucket learns that a key is not there. API reference, GetObject, "Permissions".</summary>
    /// <exception cref="S3Exception">AccessDenied in place of NoSuchKey, and whatever else the operation throws.</exception>
    public static async Task WithAbsenceHiddenAsync(S3Request request, Func<S3Request, Task> run)
    {
        try
        {
            await run(request);
        }
        catch (S3Exception error) when (error.Code == "NoSuchKey" && Session.Of(request.Context) is not null)
        {
            var bucket = request.Header(CopySource.Header) is null ? request.Bucket : CopySource.Of(request).Bucket;
            Demand(Session.Of(request.Context)!, [("s3:ListBucket", Arn(bucket))]);
            throw;
        }
    }

    private static void Demand(Session session, IEnumerable<(string Action, string Resource)> needed)
    {
        try
        {
            foreach (var (action, resource) in needed)
            {
                session.Demand(action, resource);
            }
        }
        catch (AccessDeniedException denied)
        {
            throw S3Errors.AccessDenied(denied);
        }
    }

    /// <summary>Null for an operation that is not known here.</summary>
    private static IEnumerable<(string Action, string Resource)>? Of(S3Request request, Operation operation)
    {
        var arn = request.HasKey ? Arn(request.Bucket, request.Key) : request.HasBucket ? Arn(request.Bucket) : "*";
        return operation.Name switch
        {
            "ListBuckets" => [("s3:ListAllMyBuckets", arn)],
            "ListObjects" or "ListObjectsV2" or "HeadBucket" => [("s3:ListBucket", arn)],
            "ListObjectVersions" => [("s3:ListBucketVersions", arn)],
            "ListMultipartUploads" => [("s3:ListBucketMultipartUploads", arn)],
            "ListParts" => [("s3:ListMultipartUploadParts", arn)],
            "GetBucketLocation" or "GetBucketVersioning" or "PutBucketVersioning" or "DeleteBucket" or "AbortMultipartUpload" =>
                [($"s3:{operation.Name}", arn)],
            "CreateBucket" =>
            [
                ("s3:CreateBucket", arn),
                .. When(request, Acl, "s3:PutBucketAcl", arn),
                .. When(request, "x-amz-object-ownership", "s3:PutBucketOwnershipControls", arn),
            ],
            "GetObject" or "HeadObject" => [Read(arn, request.Parameter("versionId"))],
            "PutObject" or "CreateMultipartUpload" or "UploadPart" or "CompleteMultipartUpload" => Write(request, arn),
            "CopyObject" => [ReadSource(CopySource.Of(request)), .. Write(request, arn)],
            "DeleteObject" => Delete(arn, request.Parameter("versionId"), request.Header(IfMatch)),
            "DeleteObjects" => [], // key by key, from the body
            _ => null,
        };
    }

    private static (string Action, string Resource) ReadSource(CopySource source) =>
        Read(Arn(source.Bucket, source.Key), source.VersionId);

    private static (string Action, string Resource) Read(string arn, string? versionId) =>
        (versionId is null ? "s3:GetObject" : "s3:GetObjectVersion", arn);

    private static IEnumerable<(string Action, string Resource)> Write(S3Request request, string arn) =>
    [
        ("s3:PutObject", arn),
        .. When(request, Acl, "s3:PutObjectAcl", arn),
        .. When(request, IfMatch, "s3:GetObject", arn),
    ];

    private static IEnumerable<(string Action, string Resource)> Delete(string arn, string? versionId, string? etag)
    {
        yield return (versionId is null ? "s3:DeleteObject" : "s3:DeleteObjectVersion", arn);
        if (etag is not (null or "*"))
        {
            yield return ("s3:GetObject", arn);
        }
    }

    /// <summary>What a header makes necessary besides.</summary>
    private static IEnumerable<(string Action, string Resource)> When(
        S3Request request, string header, string action, string arn) => request.Header(header) is null ? [] : [(action, arn)];

    private static string Arn(string bucket, string? key = null) =>
        LocalAccount.Arn("s3", key is null ? bucket : $"{bucket}/{key}");
}
