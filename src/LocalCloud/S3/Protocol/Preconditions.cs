using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>Conditional requests (API reference, GetObject, PutObject and CopyObject; RFC 9110, section 13).</summary>
internal static class Preconditions
{
    /// <exception cref="S3Exception">PreconditionFailed, or NotModified, which has no body.</exception>
    public static void CheckRead(S3Request request, ObjectVersion version)
    {
        switch (Evaluate(request, "", version))
        {
            case Outcome.Failed failed:
                throw S3Errors.PreconditionFailed(failed.Condition);
            case Outcome.NotModified:
                throw new S3Exception(StatusCodes.Status304NotModified, "NotModified", "Not Modified")
                {
                    Headers =
                    [
                        (HeaderNames.ETag, ObjectHeaders.Quoted(version.ETag)),
                        (HeaderNames.LastModified, HeaderUtilities.FormatDate(version.Modified)),
                    ],
                };
        }
    }

    /// <summary>Checks the source of a copy, for which 'not modified' is a failure too.</summary>
    /// <exception cref="S3Exception">PreconditionFailed.</exception>
    public static void CheckCopySource(S3Request request, ObjectVersion source)
    {
        if (Evaluate(request, "x-amz-copy-source-", source) is { } outcome)
        {
            throw S3Errors.PreconditionFailed(outcome.Condition);
        }
    }

    /// <exception cref="S3Exception">NotImplemented for an <c>If-None-Match</c> other than <c>*</c>.</exception>
    public static WriteCondition OfWrite(S3Request request)
    {
        var ifNoneMatch = request.Header(HeaderNames.IfNoneMatch);
        if (ifNoneMatch is not (null or "*"))
        {
            throw S3Errors.NotImplemented("If-None-Match with an ETag, on a write,");
        }

        var ifMatch = request.Header(HeaderNames.IfMatch);
        return new WriteCondition(ifNoneMatch is not null, ifMatch is null ? null : ObjectHeaders.Unquoted(ifMatch));
    }

    private static Outcome? Evaluate(S3Request request, string prefix, ObjectVersion version)
    {
        // A date has no fractions of a second.
        var modified = DateTimeOffset.FromUnixTimeSeconds(version.Modified.ToUnixTimeSeconds());
        if (request.Header(prefix + HeaderNames.IfMatch) is { } ifMatch)
        {
            if (!Matches(ifMatch, version.ETag))
            {
                return new Outcome.Failed(HeaderNames.IfMatch);
            }
        }
        else if (Date(request, prefix + HeaderNames.IfUnmodifiedSince) < modified)
        {
            return new Outcome.Failed(HeaderNames.IfUnmodifiedSince);
        }

        if (request.Header(prefix + HeaderNames.IfNoneMatch) is { } ifNoneMatch)
        {
            return Matches(ifNoneMatch, version.ETag) ? new Outcome.NotModified(HeaderNames.IfNoneMatch) : null;
        }

        return Date(request, prefix + HeaderNames.IfModifiedSince) >= modified
            ? new Outcome.NotModified(HeaderNames.IfModifiedSince)
            : null;
    }

    private static bool Matches(string etags, string etag) =>
        etags.Split(',').Any(candidate => candidate.Trim() == "*" || ObjectHeaders.Unquoted(candidate) == etag);

    private static DateTimeOffset? Date(S3Request request, string header) =>
        HeaderUtilities.TryParseDate(request.Header(header), out var date) ? date : null;

    private abstract record Outcome(string Condition)
    {
        public sealed record Failed(string Condition) : Outcome(Condition);

        public sealed record NotModified(string Condition) : Outcome(Condition);
    }
}
