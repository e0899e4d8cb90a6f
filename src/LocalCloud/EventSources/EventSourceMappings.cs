using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.EventSources;

/// <summary>
/// The mappings of a deployment, as people change them while they run. A change holds over restarts until the template says
/// something else than it did, as with CloudFormation.
/// </summary>
/// <param name="path">Where changes are kept; null for nowhere.</param>
internal sealed class EventSourceMappings(string? path, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Mapping> _mappings = [];
    private bool _started;

    /// <summary>As the template names them.</summary>
    public IEnumerable<string> Ids => All().Select(mapping => mapping.Settings.Id);

    /// <param name="template">As the template describes it.</param>
    /// <param name="create">Makes a mapping of these settings, which is started here.</param>
    public void Add(EventSourceMappingSettings template, Func<EventSourceMappingSettings, EventSourceMapping> create)
    {
        lock (_lock)
        {
            var kept = Read().FirstOrDefault(kept => kept.Template == template);
            var settings = kept?.Current ?? template;
            _mappings.Add(new Mapping(template, settings, create, create(settings)) { Changed = time.GetUtcNow() });
        }
    }

    /// <summary>Begins to poll for those that were added so far. Once.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _started = true;
            _mappings.ForEach(mapping => mapping.Running.Start());
        }
    }

    public IReadOnlyList<MappingState> All()
    {
        lock (_lock)
        {
            return [.. _mappings.Select(mapping => mapping.State)];
        }
    }

    /// <summary>
    /// Changes a mapping: what it polls no more it finishes first, so that no message is handed out twice.
    /// </summary>
    /// <returns>Null where there is none, or where an earlier change is still under way (<paramref name="busy"/>).</returns>
    /// <exception cref="ArgumentException">Lambda would refuse the settings.</exception>
    public MappingState? Update(string uuid, Func<EventSourceMappingSettings, EventSourceMappingSettings> change, out bool busy)
    {
        lock (_lock)
        {
            busy = false;
            if (_mappings.Find(mapping => mapping.State.Uuid == uuid) is not { } mapping)
            {
                return null;
            }

            if (!mapping.Change.IsCompleted)
            {
                busy = true;
                return null;
            }

            var settings = change(mapping.Settings);
            settings.Check();
            mapping.Doing = settings.Enabled == mapping.Settings.Enabled ? "Updating" : settings.Enabled ? "Enabling" : "Disabling";
            (mapping.Settings, mapping.Changed) = (settings, time.GetUtcNow());
            Write();
            mapping.Change = ReplaceAsync(mapping);
            return mapping.State;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Mapping> mappings;
        lock (_lock)
        {
            mappings = [.. _mappings];
        }

        await Task.WhenAll(mappings.Select(async mapping =>
        {
            await mapping.Change;
            await mapping.Running.DisposeAsync();
        }));
    }

    private async Task ReplaceAsync(Mapping mapping)
    {
        // Not under the caller's lock.
        await Task.Yield();
        await mapping.Running.FinishAsync();
        await mapping.Running.DisposeAsync();
        mapping.Running = mapping.Create(mapping.Settings);
        if (_started)
        {
            mapping.Running.Start();
        }
    }

    private List<KeptMapping> Read()
    {
        try
        {
            return path is not null && File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), MappingJson.Default.ListKeptMapping) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Cut off by a crash: then the template holds.
            return [];
        }
    }

    private void Write()
    {
        if (path is not null)
        {
            List<KeptMapping> kept = [.. _mappings
                .Where(mapping => mapping.Settings != mapping.Template)
                .Select(mapping => new KeptMapping(mapping.Template, mapping.Settings))];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(kept, MappingJson.Default.ListKeptMapping));
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    private sealed class Mapping(
        EventSourceMappingSettings template,
        EventSourceMappingSettings settings,
        Func<EventSourceMappingSettings, EventSourceMapping> create,
        EventSourceMapping running)
    {
        public EventSourceMappingSettings Template => template;

        public Func<EventSourceMappingSettings, EventSourceMapping> Create => create;

        public EventSourceMappingSettings Settings { get; set; } = settings;

        public EventSourceMapping Running { get; set; } = running;

        public required DateTimeOffset Changed { get; set; }

        /// <summary>The change that was asked for last.</summary>
        public Task Change { get; set; } = Task.CompletedTask;

        public string Doing { get; set; } = "";

        public MappingState State => new(
            // The same in every run.
            new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(template.Id)).AsSpan(0, 16)).ToString(),
            Settings,
            !Change.IsCompleted ? Doing : Settings.Enabled ? "Enabled" : "Disabled",
            Changed);
    }
}

/// <summary>A mapping as it is now.</summary>
/// <param name="State">Lambda's word: <c>Enabled</c>, <c>Disabled</c>, or what is being done.</param>
/// <param name="Changed">When it was changed last.</param>
internal sealed record MappingState(string Uuid, EventSourceMappingSettings Settings, string State, DateTimeOffset Changed);

/// <param name="Template">As the template described it when it was changed.</param>
internal sealed record KeptMapping(EventSourceMappingSettings Template, EventSourceMappingSettings Current);

[JsonSerializable(typeof(List<KeptMapping>))]
internal sealed partial class MappingJson : JsonSerializerContext;
