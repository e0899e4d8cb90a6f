using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.S3;

/// <summary>The errors that more than one place raises, worded as S3 words them.</summary>
internal static class S3Errors
{
    public static S3Exception AccessDenied(AccessDeniedException denied) =>
        new(StatusCodes.Status403Forbidden, "AccessDenied", denied.QuotedMessage);

    public static S3Exception NoSuchBucket(string bucket) =>
        new(StatusCodes.Status404NotFound, "NoSuchBucket", "The specified bucket does not exist")
        { Details = [("BucketName", bucket)] };

    public static S3Exception NoSuchKey(string key) =>
        new(StatusCodes.Status404NotFound, "NoSuchKey", "The specified key does not exist.") { Details = [("Key", key)] };

    public static S3Exception NoSuchVersion(string key, string versionId) =>
        new(StatusCodes.Status404NotFound, "NoSuchVersion", "The specified version does not exist.")
        { Details = [("Key", key), ("VersionId", versionId)] };

    public static S3Exception NoSuchUpload(string uploadId) =>
        new(StatusCodes.Status404NotFound, "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
            + "completed.")
        { Details = [("UploadId", uploadId)] };

    public static S3Exception PreconditionFailed(string condition) =>
        new(StatusCodes.Status412PreconditionFailed, "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold")
        { Details = [("Condition", condition)] };

    public static S3Exception InvalidArgument(string name, string value, string message) =>
        new(StatusCodes.Status400BadRequest, "InvalidArgument", message)
        { Details = [("ArgumentName", name), ("ArgumentValue", value)] };

    public static S3Exception InvalidRequest(string message) =>
        new(StatusCodes.Status400BadRequest, "InvalidRequest", message);

    public static S3Exception BadDigest(string message) =>
        new(StatusCodes.Status400BadRequest, "BadDigest", message);

    public static S3Exception IncompleteBody() =>
        new(StatusCodes.Status400BadRequest, "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header.");

    public static S3Exception MalformedXml() =>
        new(StatusCodes.Status400BadRequest, "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema");

    /// <param name="what">The operation, parameter or header that the local run lacks.</param>
    public static S3Exception NotImplemented(string what) =>
        new(StatusCodes.Status501NotImplemented, "NotImplemented", $"{what} is not implemented by LocalCloud.");
}
