using System.Net;
using System.Text;
using System.Web;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Infra.Tests.Redeploy;

/// <summary>
/// As much of an account as the <c>cdk</c> command asks for before it has CloudFormation do something: one stack in one state, all
/// assets uploaded. What it would have CloudFormation do is kept and refused, so that the command ends there.
/// </summary>
internal sealed class StandInAccount : IDisposable
{
    private const string Namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    private readonly ReservedPort _port = new();
    private readonly HttpListener _listener = new();
    private readonly Task _answering;
    private readonly bool _protected;
    private string? _status;

    /// <param name="status">Of the stack; null for none.</param>
    /// <param name="isProtected">From being deleted.</param>
    public StandInAccount(string? status, bool isProtected)
    {
        (_status, _protected) = (status, isProtected);
        _listener.Prefixes.Add($"http://127.0.0.1:{_port.Number}/");
        _listener.Start();
        _answering = AnswerAsync();
    }

    /// <summary>What the command was asked to have done to the stack: the parameters of each request, in their order.</summary>
    public List<IReadOnlyDictionary<string, string>> Asked { get; } = [];

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{_port.Number}",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "someone",
        ["AWS_SECRET_ACCESS_KEY"] = "something",
    };

    public void Dispose()
    {
        _listener.Stop();
        _answering.Wait();
        _listener.Close();
        _port.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var (status, body) = AnswerOrFault(context.Request, await reader.ReadToEndAsync());
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }

    /// <summary>What this cannot answer, the command tells.</summary>
    private (int Status, string Body) AnswerOrFault(HttpListenerRequest request, string body)
    {
        try
        {
            return Answer(request, body);
        }
        catch (Exception exception)
        {
            return Error("ValidationError", $"{request.HttpMethod} {request.Url?.AbsolutePath}: {exception.Message}");
        }
    }

    private (int Status, string Body) Answer(HttpListenerRequest request, string body)
    {
        if (request.HttpMethod == "GET")
        {
            return (200, $"""
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><KeyCount>1</KeyCount>
                <Contents><Key>{request.QueryString["prefix"]}</Key><Size>1000</Size></Contents></ListBucketResult>
                """);
        }

        if (request.Headers["X-Amz-Target"] is "AmazonSSM.GetParameter")
        {
            return (200, """{ "Parameter": { "Name": "version of the bootstrap", "Value": "28" } }""");
        }

        var values = HttpUtility.ParseQueryString(body);
        var parameters = values.AllKeys.OfType<string>().ToDictionary(key => key, key => values[key]!);
        switch (parameters["Action"])
        {
            case "GetCallerIdentity":
                return (200, """
                    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
                    <Arn>arn:aws:iam::123456789012:user/someone</Arn><UserId>A</UserId><Account>123456789012</Account>
                    </GetCallerIdentityResult></GetCallerIdentityResponse>
                    """);
            case "AssumeRole":
                return Error("AccessDenied", "The command goes on with the credentials that it has.");
            case "DescribeStacks" when _status is null || parameters["StackName"] == "CDKToolkit":
                return Error("ValidationError", $"Stack with id {parameters["StackName"]} does not exist");
            case "DescribeStacks":
                return Result("DescribeStacks", $"""
                    <Stacks><member><StackId>arn:aws:cloudformation:us-east-1:123456789012:stack/ServerlessPipeline/1</StackId>
                    <StackName>ServerlessPipeline</StackName><CreationTime>2026-02-02T13:40:00Z</CreationTime><StackStatus>{_status}</StackStatus>
                    <EnableTerminationProtection>{(_protected ? "true" : "false")}</EnableTerminationProtection></member></Stacks>
                    """);
            case "GetTemplate":
                return Result("GetTemplate", "<TemplateBody>{}</TemplateBody>");
            case "DescribeChangeSet" when Asked.Exists(asked => asked["Action"] == "CreateChangeSet"):
                return Result("DescribeChangeSet", """
                    <ChangeSetId>arn:aws:cloudformation:us-east-1:123456789012:changeSet/c/1</ChangeSetId><ChangeSetName>c</ChangeSetName>
                    <StackName>ServerlessPipeline</StackName><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>
                    <Changes><member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>L</LogicalResourceId>
                    <ResourceType>AWS::Logs::LogGroup</ResourceType></ResourceChange></member></Changes>
                    """);
            case "DeleteChangeSet":
                return Result("DeleteChangeSet", "");
            case "DescribeChangeSet":
                return Error("ChangeSetNotFound", "There is none yet.");
            case "DeleteStack":
                Asked.Add(parameters);
                if (_protected)
                {
                    return Error("ValidationError", "Stack [ServerlessPipeline] cannot be deleted while TerminationProtection is enabled");
                }

                _status = null;
                return Result("DeleteStack", "");
            case "CreateChangeSet" when _status is "CREATE_FAILED":
                Asked.Add(parameters);
                return Result("CreateChangeSet", "<Id>arn:aws:cloudformation:us-east-1:123456789012:changeSet/c/1</Id>");
            default:
                Asked.Add(parameters);
                return Error("ValidationError", "Nothing is done here.");
        }
    }

    private static (int Status, string Body) Result(string action, string result) =>
        (200, $"""<{action}Response xmlns="{Namespace}"><{action}Result>{result}</{action}Result></{action}Response>""");

    private static (int Status, string Body) Error(string code, string message) =>
        (400, $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>");
}
