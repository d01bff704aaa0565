namespace Sonde.Kubernetes.Sessions;

/// <summary>
/// The first byte of each message of a session. Source: k8s.io/apimachinery <c>pkg/util/remotecommand/constants.go</c>.
/// </summary>
public enum SessionChannel
{
    /// <summary>Stdin, from the client.</summary>
    Input = 0,

    /// <summary>Stdout.</summary>
    Output = 1,

    /// <summary>Stderr.</summary>
    Error = 2,

    /// <summary>How it ended: a <c>Status</c>, once.</summary>
    Status = 3,

    /// <summary>The terminal's size, from the client.</summary>
    Resize = 4,

    /// <summary>Ends the channel that its one byte names; since v5.</summary>
    Close = 255,
}
