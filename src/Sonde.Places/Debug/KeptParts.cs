namespace Sonde.Places.Debug;

/// <summary>Which parts of a pod its copy keeps, with the meanings and the defaults of <c>kubectl debug --copy-to</c>.</summary>
public sealed record KeptParts
{
    /// <summary>Labels: Services send the copy traffic, and a ReplicaSet whose selector they match may take it for its own.</summary>
    public bool Labels { get; init; }

    /// <summary>Annotations.</summary>
    public bool Annotations { get; init; }

    /// <summary>Liveness probes, which restart a container that does not answer.</summary>
    public bool Liveness { get; init; }

    /// <summary>Readiness probes.</summary>
    public bool Readiness { get; init; }

    /// <summary>Startup probes.</summary>
    public bool Startup { get; init; }

    /// <summary>Init containers, which run again.</summary>
    public bool InitContainers { get; init; } = true;

    /// <summary>What the copy lacks, for messages: <c>without labels, probes and owner</c>.</summary>
    public override string ToString()
    {
        string?[] probes = [Liveness ? null : "liveness", Readiness ? null : "readiness", Startup ? null : "startup"];
        string[] missing = [.. probes.OfType<string>()];
        string? ofProbes = missing.Length == probes.Length ? "probes" : missing.Length > 0 ? $"{string.Join(" and ", missing)} probes" : null;
        string[] without = [.. new[] { Labels ? null : "labels", InitContainers ? null : "init containers", ofProbes, "owner" }.OfType<string>()];
        return "without " + (without.Length > 1 ? $"{string.Join(", ", without[..^1])} and {without[^1]}" : without[0]);
    }
}
