using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>Reads one stack into the draft, and adds its exports for the stacks after it.</summary>
internal sealed class StackReader
{
    private readonly StackTemplate _stack;
    private readonly Dictionary<string, JsonNode> _exports;
    private readonly Draft _draft;
    private readonly Evaluator _evaluator;
    private readonly HashSet<string> _providers;

    public StackReader(StackTemplate stack, Dictionary<string, JsonNode> exports, Uri endpoint, Draft draft)
    {
        _stack = stack;
        _exports = exports;
        _draft = draft;
        _evaluator = new Evaluator(stack, exports, endpoint);
        _providers = Providers(stack);
    }

    public void Read()
    {
        foreach (var (logicalId, definition) in _stack.Section("Resources"))
        {
            Try($"{_stack.Name}/{logicalId}", definition, path => ReadResource(logicalId, definition!, path));
        }

        foreach (var (name, output) in _stack.Section("Outputs"))
        {
            Try($"{_stack.Name}/Outputs.{name}", output, path => ReadOutput(name, output!, path));
        }
    }

    private void Try(string path, JsonNode? definition, Action<string> read)
    {
        try
        {
            if (definition is JsonObject && _evaluator.Conditions.Creates(definition, path))
            {
                read(path);
            }
        }
        catch (SkippedResourceException exception)
        {
            _draft.Warnings.Add(exception.Message);
        }
        catch (EvaluationException exception)
        {
            _draft.Errors.Add(exception.Message);
        }
    }

    private void ReadResource(string logicalId, JsonNode definition, string path)
    {
        var type = Scalar.Of(definition["Type"]) ?? "";
        if (_providers.Contains(logicalId) || ResourceTypes.IsKnownWithoutLocalEffect(type))
        {
            return;
        }

        if (!ResourceTypes.IsPlayed(type))
        {
            _draft.Warnings.Add($"{path}: {type} is not played locally");
            return;
        }

        var identity = _evaluator.References.Identify(logicalId, path);
        var id = new ResourceId(_stack.Name, logicalId, identity.Name, identity.Arn);
        var properties = definition["Properties"] as JsonObject ?? [];
        Add(new ResourceDefinition(id, type, properties, _stack, _evaluator, _draft.Errors), identity);
    }

    private void Add(ResourceDefinition definition, Identity identity)
    {
        switch (definition.Type)
        {
            case "AWS::S3::Bucket":
                _draft.Buckets.Add(BucketReader.Read(definition));
                break;
            case ResourceTypes.BucketNotifications:
                var (bucketName, notifications) = BucketReader.ReadCustomNotifications(definition);
                _draft.Notifications.Add((definition.Id, bucketName, notifications));
                break;
            case "AWS::SQS::Queue":
                _draft.Queues.Add(QueueReader.Read(definition, new Uri(identity.Reference)));
                break;
            case "AWS::DynamoDB::Table":
                _draft.Tables.Add(TableReader.Read(definition));
                break;
            case "AWS::Lambda::Function":
                _draft.Functions.Add(FunctionReader.Read(definition));
                break;
            case "AWS::Lambda::EventInvokeConfig":
                _draft.InvokeConfigs.Add(EventInvokeConfigReader.Read(definition));
                break;
            case "AWS::Lambda::EventSourceMapping":
                _draft.Mappings.Add(EventSourceMappingReader.Read(definition));
                break;
            case "AWS::Lambda::Permission":
                _draft.Permissions.Add(RoleReader.ReadPermission(definition));
                break;
            case "AWS::IAM::Role":
                _draft.Roles.Add(RoleReader.ReadRole(definition));
                break;
            case "AWS::IAM::InstanceProfile":
                _draft.Instances.Profiles.Add(InstanceReader.ReadProfile(definition));
                break;
            case "AWS::EC2::LaunchTemplate":
                _draft.Instances.Templates.Add(InstanceReader.ReadTemplate(definition));
                break;
            case "AWS::AutoScaling::AutoScalingGroup":
                _draft.Instances.Groups.Add(InstanceReader.ReadGroup(definition));
                break;
            case "AWS::IAM::Policy":
                _draft.Policies.Add(RoleReader.ReadPolicy(definition));
                break;
            case "AWS::IAM::ManagedPolicy":
                _draft.ManagedPolicies.Add(RoleReader.ReadManagedPolicy(definition));
                break;
            case "AWS::S3::BucketPolicy":
                _draft.ResourcePolicies.Add(RoleReader.ReadBucketPolicy(definition));
                break;
            case "AWS::SQS::QueuePolicy":
                _draft.ResourcePolicies.AddRange(RoleReader.ReadQueuePolicy(definition));
                break;
        }
    }

    private void ReadOutput(string name, JsonNode output, string path)
    {
        if (_evaluator.Evaluate(output["Value"], path) is not { } value)
        {
            return;
        }

        _draft.Outputs.Add(new StackOutput(_stack.Name, name, Scalar.Of(value) ?? value.ToJsonString()));
        if (output["Export"].Member("Name") is { } export)
        {
            _exports[_evaluator.Text(export, $"{path}.Export")] = Scalar.Of(value)
                ?? throw new EvaluationException(path, "what is exported must be a string");
        }
    }

    /// <summary>
    /// The functions behind custom resources. CloudFormation calls them; nobody does so here, and a custom resource that
    /// is not played is warned of by its own type.
    /// </summary>
    private static HashSet<string> Providers(StackTemplate stack) => stack.Section("Resources")
        .Select(resource => resource.Value.Member("Properties").Member("ServiceToken").Member("Fn::GetAtt"))
        .Select(token => token is JsonArray { Count: > 0 } parts ? Scalar.Of(parts[0]) : null)
        .OfType<string>()
        .ToHashSet();
}
