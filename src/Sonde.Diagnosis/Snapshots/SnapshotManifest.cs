namespace Sonde.Diagnosis.Snapshots;

/// <summary>What a snapshot is of: <c>manifest.json</c> in the archive.</summary>
public sealed record SnapshotManifest
{
    /// <summary>The format.</summary>
    public const string Version = "sonde.dev/v1";

    /// <summary>The format, <see cref="Version"/>.</summary>
    public string ApiVersion { get; init; } = Version;

    /// <summary><c>Snapshot</c>.</summary>
    public string Kind { get; init; } = "Snapshot";

    /// <summary>When it was taken.</summary>
    public DateTimeOffset CapturedAt { get; init; }

    /// <summary>Version of the API server; empty when unknown.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>Version of the program that took it.</summary>
    public string SondeVersion { get; init; } = "";

    /// <summary>The namespace that it is about; null for all. It may hold pods of others, which take room on the nodes.</summary>
    public string? Namespace { get; init; }

    /// <summary>Names and addresses were replaced.</summary>
    public bool IsRedacted { get; init; }

    /// <summary>Kinds of which all objects are in it, each as <c>Kind</c> (everywhere) or <c>Kind/namespace</c>.</summary>
    public IReadOnlyList<string> Complete { get; init; } = [];

    /// <summary>What could not be seen when it was taken.</summary>
    public IReadOnlyList<SnapshotBlindSpot> BlindSpots { get; init; } = [];
}
