using System.Collections.Concurrent;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>
/// Who acts under which role. Every other access key that is known is the operator's, to whom no policy applies.
/// </summary>
internal sealed class AccessControl
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new();
    private Dictionary<string, RoleResource> _roles = [];
    private ResourcePolicies _resources = new();

    /// <summary>
    /// Takes up the roles and policies of a deployment, and lets every function act under its role.
    /// </summary>
    /// <returns>What AWS's services could not do under the functions' roles, a sentence each.</returns>
    /// <exception cref="TemplateException">
    /// A policy cannot be evaluated, or AWS would refuse to deploy for want of a permission; lists everything.
    /// </exception>
    public IReadOnlyList<string> Deploy(Deployment deployment)
    {
        var errors = new List<string>();
        _resources = ResourcePolicies.Read(deployment, errors);
        _roles = deployment.Roles.ToDictionary(role => role.Arn);
        var sessions = deployment.Functions.ToDictionary(
            function => function.Name, function => Open(function.RoleArn, function.Name, $"{function.Id}.Role", errors));
        Require(errors);

        var rights = new ServiceRights(deployment, sessions, _resources);
        Require(rights.Errors());
        foreach (var (function, session) in sessions)
        {
            _sessions[Credentials.AccessKeyOf(function)] = session;
        }

        return rights.Warnings();
    }

    /// <summary>From now on calls with this access key are held against this role. After the deployment.</summary>
    /// <param name="accessKeyId">The program's own.</param>
    /// <param name="roleArn">A role of the deployment.</param>
    /// <param name="sessionName">What errors name it by, such as an instance's id.</param>
    /// <exception cref="TemplateException">There is no such role, or its policies cannot be evaluated.</exception>
    public void Assume(string accessKeyId, string roleArn, string sessionName)
    {
        var errors = new List<string>();
        var session = Open(roleArn, sessionName, sessionName, errors);
        Require(errors);
        _sessions[accessKeyId] = session;
    }

    /// <summary>Null for the operator.</summary>
    public Session? SessionOf(string accessKeyId) => _sessions.GetValueOrDefault(accessKeyId);

    private Session Open(string roleArn, string sessionName, string place, List<string> errors)
    {
        var policies = new List<Statement>();
        if (_roles.TryGetValue(roleArn, out var role))
        {
            policies.AddRange(RolePolicies.Read(role, errors));
        }
        else
        {
            errors.Add($"{place}: there is no role '{roleArn}' in this deployment, so what it allows is not known");
        }

        return new Session(Principal.OfRole(roleArn, sessionName), policies, _resources);
    }

    private static void Require(List<string> errors)
    {
        if (errors.Count > 0)
        {
            throw new TemplateException([.. errors.Distinct()]);
        }
    }
}
