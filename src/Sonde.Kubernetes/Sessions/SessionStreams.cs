namespace Sonde.Kubernetes.Sessions;

/// <summary>What a session carries.</summary>
[Flags]
public enum SessionStreams
{
    /// <summary>Nothing but the exit code.</summary>
    None = 0,

    /// <summary>Bytes to the program's stdin.</summary>
    Input = 1,

    /// <summary>Bytes of its stdout.</summary>
    Output = 2,

    /// <summary>Bytes of its stderr.</summary>
    Error = 4,

    /// <summary>A terminal: stdout and stderr are one, and it can be resized.</summary>
    Terminal = 8,
}
