namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>What is read so far, in the pieces that templates spread over several resources and stacks.</summary>
internal sealed class Draft
{
    public List<string> Errors { get; } = [];
    public List<string> Warnings { get; } = [];
    public List<StackOutput> Outputs { get; } = [];
    public List<BucketResource> Buckets { get; } = [];
    public List<QueueResource> Queues { get; } = [];
    public List<TableResource> Tables { get; } = [];
    public List<FunctionResource> Functions { get; } = [];
    public List<EventSourceMappingResource> Mappings { get; } = [];
    public InstanceParts Instances { get; } = new();
    public List<RoleResource> Roles { get; } = [];
    public List<PermissionResource> Permissions { get; } = [];
    public List<EventInvokeConfig> InvokeConfigs { get; } = [];
    public List<(IReadOnlyList<string> RoleNames, RolePolicy Policy)> Policies { get; } = [];
    public List<ManagedPolicy> ManagedPolicies { get; } = [];
    public List<ResourcePolicy> ResourcePolicies { get; } = [];
    public List<(ResourceId Id, string BucketName, IReadOnlyList<BucketNotification> Notifications)> Notifications { get; }
        = [];

    /// <summary>Puts the pieces together.</summary>
    /// <exception cref="TemplateException">There were errors, or a piece names something that is not there.</exception>
    public Deployment Complete()
    {
        CheckNames();
        CheckTargets();
        var instances = Instances.Complete(Roles, Errors);
        if (Errors.Count > 0)
        {
            throw new TemplateException(Errors);
        }

        return new Deployment
        {
            Buckets = [.. Buckets.Select(WithNotifications)],
            Queues = Queues,
            Tables = Tables,
            Functions = [.. Functions.Select(WithInvokeConfig)],
            EventSourceMappings = Mappings,
            Instances = instances,
            Roles = [.. Roles.Select(WithPolicies)],
            Permissions = Permissions,
            ResourcePolicies = ResourcePolicies,
            Outputs = Outputs,
            Warnings = Warnings,
        };
    }

    private BucketResource WithNotifications(BucketResource bucket) => bucket with
    {
        Notifications =
        [
            .. bucket.Notifications,
            .. Notifications.Where(piece => piece.BucketName == bucket.Name).SelectMany(piece => piece.Notifications),
        ],
    };

    private FunctionResource WithInvokeConfig(FunctionResource function) =>
        InvokeConfigs.Find(piece => piece.FunctionName == function.Name) is not { } config
            ? function
            : function with
            {
                MaximumRetryAttempts = config.MaximumRetryAttempts ?? function.MaximumRetryAttempts,
                MaximumEventAge = config.MaximumEventAge ?? function.MaximumEventAge,
                OnFailureArn = config.OnFailureArn,
            };

    private RoleResource WithPolicies(RoleResource role) => role with
    {
        ManagedPolicyArns = [.. role.ManagedPolicyArns.Except(ManagedPolicies.Select(policy => policy.Arn))],
        Policies =
        [
            .. role.Policies,
            .. Policies.Where(piece => piece.RoleNames.Contains(role.Name)).Select(piece => piece.Policy),
            .. ManagedPolicies
                .Where(policy => policy.RoleNames.Contains(role.Name) || role.ManagedPolicyArns.Contains(policy.Arn))
                .Select(policy => policy.Policy),
        ],
    };

    private void CheckNames()
    {
        var doubles = Enumerable.Empty<Resource>()
            .Concat(Buckets).Concat(Queues).Concat(Tables).Concat(Functions).Concat(Roles)
            .GroupBy(resource => resource.Arn)
            .Where(group => group.Count() > 1);
        Errors.AddRange(doubles.Select(group =>
            $"{group.Last().Id}: the name '{group.Last().Name}' is already taken by {group.First().Id}"));
    }

    /// <summary>Everything that is named as a target or a source must be played, or events would vanish.</summary>
    private void CheckTargets()
    {
        var buckets = Buckets.Select(bucket => bucket.Name).ToHashSet();
        var functions = Functions.SelectMany(function => new[] { function.Arn, function.Name }).ToHashSet();
        var queues = Queues.Select(queue => queue.Arn).ToHashSet();

        Buckets.ForEach(bucket =>
            Check(bucket.Id, functions, "function", bucket.Notifications.Select(rule => rule.FunctionArn)));
        Notifications.ForEach(piece =>
        {
            Check(piece.Id, buckets, "bucket", [piece.BucketName]);
            Check(piece.Id, functions, "function", piece.Notifications.Select(rule => rule.FunctionArn));
        });
        Queues.ForEach(queue => Check(queue.Id, queues, "queue", [queue.RedrivePolicy?.DeadLetterTargetArn]));
        InvokeConfigs.ForEach(config =>
        {
            Check(config.Id, functions, "function", [config.FunctionName]);
            Check(config.Id, queues, "queue", [config.OnFailureArn]);
        });
        Mappings.ForEach(mapping =>
        {
            Check(mapping.Id, queues, "queue", [mapping.QueueArn]);
            Check(mapping.Id, functions, "function", [mapping.FunctionName]);
        });
    }

    private void Check(ResourceId id, HashSet<string> known, string kind, IEnumerable<string?> named)
    {
        // An empty name was reported when it was read.
        Errors.AddRange(named.OfType<string>().Where(name => name.Length > 0 && !known.Contains(name))
            .Select(name => $"{id}: there is no {kind} '{name}' in this deployment"));
    }
}
