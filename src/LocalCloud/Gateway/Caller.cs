using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>Who signed a request. The gateway leaves it among the features of the request's context.</summary>
/// <param name="AccessKeyId">Of the credentials.</param>
/// <param name="Session">The role that the caller acts under; null for the operator, who may do everything.</param>
internal sealed record Caller(string AccessKeyId, Session? Session);
