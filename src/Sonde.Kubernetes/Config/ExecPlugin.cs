namespace Sonde.Kubernetes.Config;

/// <summary>A program that prints credentials (client-go credential plugins).</summary>
internal sealed record ExecPlugin
{
    /// <summary><c>client.authentication.k8s.io/v1</c> or <c>/v1beta1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>A path, or a name that PATH finds.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables beyond ours.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What to tell the user when the program is not there; empty when the file says nothing.</summary>
    public string InstallHint { get; init; } = "";

    /// <summary>Whether the program is told which cluster it is for.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>Whether it may or must ask the user.</summary>
    public ExecInteraction Interaction { get; init; }
}
