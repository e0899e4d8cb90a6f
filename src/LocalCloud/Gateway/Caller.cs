namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>Who signed a request. The gateway leaves it among the features of the request's context.</summary>
internal sealed record Caller(string AccessKeyId);
