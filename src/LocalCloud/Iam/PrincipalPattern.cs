using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>Whom a statement of a resource policy speaks of.</summary>
internal sealed class PrincipalPattern
{
    private const string Everyone = "*";

    private static readonly string AccountRoot = $"arn:aws:iam::{LocalAccount.Id}:root";

    private readonly HashSet<string> _roles = [];
    private readonly HashSet<string> _services = [];

    /// <summary>
    /// Whether it speaks of the principal by itself, and not only of the account. An account that is allowed something
    /// still has to allow it to its roles.
    /// </summary>
    public bool Names(Principal principal) => _roles.Contains(Everyone)
        || (principal.RoleArn is { } role && _roles.Contains(role))
        || (principal.Service is { } service && _services.Contains(service));

    public bool Covers(Principal principal) =>
        Names(principal) || (principal.RoleArn is not null && _roles.Contains(AccountRoot));

    /// <param name="node"><c>"*"</c>, or an object with <c>AWS</c> and <c>Service</c>.</param>
    /// <param name="place">The element, as errors name it.</param>
    /// <param name="errors">Gets one line per fault.</param>
    public static PrincipalPattern Read(JsonNode? node, string place, List<string> errors)
    {
        var pattern = new PrincipalPattern();
        if (node is null)
        {
            errors.Add($"{place} is missing");
            return pattern;
        }

        foreach (var (kind, names) in node as JsonObject ?? new JsonObject { ["AWS"] = node.DeepClone() })
        {
            var texts = Elements.Texts(names, $"{place}.{kind}", errors);
            switch (kind)
            {
                case "AWS" when node is JsonObject || texts is [Everyone]:
                    pattern.AddAccounts(texts, $"{place}.{kind}", errors);
                    break;
                case "Service":
                    pattern._services.UnionWith(texts);
                    break;
                default:
                    errors.Add($"{place}: {node.ToJsonString()} is not supported locally");
                    break;
            }
        }

        return pattern;
    }

    /// <summary>Everyone, an account by number or by ARN, a role, or a user, which no program is.</summary>
    private void AddAccounts(IReadOnlyList<string> names, string place, List<string> errors)
    {
        foreach (var name in names)
        {
            if (name == LocalAccount.Id)
            {
                _roles.Add(AccountRoot);
            }
            else if (name == Everyone || IsAccount(name) || IsIamArn(name))
            {
                _roles.Add(name);
            }
            else
            {
                errors.Add($"{place}: '{name}' is not supported locally");
            }
        }
    }

    private static bool IsAccount(string name) => name.Length == 12 && name.All(char.IsAsciiDigit);

    private static bool IsIamArn(string name) =>
        name.Split(':', 6) is ["arn", "aws", "iam", "", var account, var resource]
            && IsAccount(account)
            && !resource.Contains('*')
            && (resource == "root" || resource.StartsWith("role/", StringComparison.Ordinal)
                || resource.StartsWith("user/", StringComparison.Ordinal));
}
