namespace Sonde.Linux.Images;

/// <summary>What a container is told to start.</summary>
public sealed record ContainerCommand
{
    /// <summary>The program and its arguments; empty when nothing says.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The environment as <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The folder that it starts in.</summary>
    public string Folder { get; init; } = "/";

    /// <summary>The signal that asks it to end; empty for SIGTERM.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>The user; empty for root.</summary>
    public string User { get; init; } = "";

    /// <summary>The value of a variable; null when it is not set.</summary>
    public string? Variable(string name) =>
        Environment.LastOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
