using ServerlessPipeline.LocalCloud.S3.Checksums;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

internal enum Level
{
    Service,
    Bucket,
    Object,
}

/// <summary>An operation of the API: what selects it, what it understands, and what does it.</summary>
/// <param name="Name">As in the API reference.</param>
/// <param name="Subresource">The query parameter that selects it; empty for none.</param>
/// <param name="Run">Null for one that we lack, listed so that the error can name it.</param>
internal sealed record Operation(string Name, string Method, Level Level, string Subresource, Func<S3Request, Task>? Run)
{
    /// <summary>Of a request that brings a body.</summary>
    public static readonly string[] BodyHeaders =
    [
        "x-amz-decoded-content-length", "x-amz-trailer", "x-amz-sdk-checksum-algorithm",
        .. ChecksumAlgorithm.All.Select(algorithm => algorithm.Header),
    ];

    /// <summary>Of a request that describes an object.</summary>
    public static readonly string[] ObjectHeaders = ["x-amz-acl", StorageClass.Header, Protocol.ObjectHeaders.Encryption];

    /// <summary>A header that must be there too, and that sets it apart from an operation listed after it.</summary>
    public string? SelectingHeader { get; init; }

    /// <summary>The query parameters that it understands.</summary>
    public string[] Parameters { get; init; } = [];

    /// <summary>The <c>x-amz-</c> and conditional headers that it understands.</summary>
    public string[] Headers { get; init; } = [];

    public bool TakesUserMetadata { get; init; }
}
