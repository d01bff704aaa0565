using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Namespaces;

namespace Sonde.Linux.Processes;

/// <summary>How a program that we start differs from us.</summary>
public sealed record SpawnOptions
{
    /// <summary>Its stdout is our stderr.</summary>
    public bool OutputToError { get; init; }

    /// <summary>Its stdin; null for ours.</summary>
    public SafeFileHandle? Input { get; init; }

    /// <summary>The namespaces it lives in; null for ours.</summary>
    public NamespaceEntry? Namespaces { get; init; }

    /// <summary>Environment variables beside ours, or instead of them.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
