using System.Text.Json;

namespace Sonde.Kubernetes.Watches;

/// <summary>One event of a watch. Dispose it when its object is no longer read.</summary>
public sealed class WatchEvent : IDisposable
{
    private readonly IDisposable? _owner;

    internal WatchEvent(WatchEventKind kind, JsonElement found, IDisposable? owner)
    {
        Kind = kind;
        Object = found;
        _owner = owner;
    }

    /// <summary>What has happened.</summary>
    public WatchEventKind Kind { get; }

    /// <summary>The object; of kind Undefined for <see cref="WatchEventKind.Synced"/> and <see cref="WatchEventKind.Restarted"/>.</summary>
    public JsonElement Object { get; }

    /// <inheritdoc/>
    public void Dispose() => _owner?.Dispose();
}
