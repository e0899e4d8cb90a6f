using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>One AWS service behind the gateway.</summary>
internal interface IAwsService
{
    /// <summary>The service's name in the credential scope of a signed request, such as <c>s3</c> or <c>sqs</c>.</summary>
    string SigningName { get; }

    /// <summary>
    /// Answers one request in the service's own wire protocol, errors included. Before it does anything, it demands of the
    /// caller's session (see <see cref="Iam.Session.Of"/>) what the operation needs.
    /// </summary>
    Task HandleAsync(HttpContext context);
}
