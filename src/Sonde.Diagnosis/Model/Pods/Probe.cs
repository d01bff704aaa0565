namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A probe of a container. Times are in seconds.</summary>
public sealed record Probe(ProbeHandler Handler)
{
    /// <summary>The port it asks; empty for a command.</summary>
    public PortRef Port { get; init; }

    /// <summary>The HTTP path.</summary>
    public string Path { get; init; } = "";

    /// <summary><c>HTTP</c> or <c>HTTPS</c>.</summary>
    public string Scheme { get; init; } = "HTTP";

    /// <summary>The host it asks instead of the pod's address; usually empty.</summary>
    public string Host { get; init; } = "";

    /// <summary>The command, for <see cref="ProbeHandler.Exec"/>.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Wait before the first one.</summary>
    public int InitialDelay { get; init; }

    /// <summary>Time between two.</summary>
    public int Period { get; init; } = 10;

    /// <summary>How long one may take.</summary>
    public int Timeout { get; init; } = 1;

    /// <summary>Failures in a row that count.</summary>
    public int FailureThreshold { get; init; } = 3;

    /// <summary>Seconds from the container's start until the failures count, if every one fails.</summary>
    public int Budget => (int)Math.Clamp(InitialDelay + ((long)Period * FailureThreshold), 0, int.MaxValue);
}
