namespace Sonde.Linux.Procfs;

/// <summary>The state of a TCP socket (include/net/tcp_states.h).</summary>
public enum SocketState
{
    /// <summary>A number that this program does not know.</summary>
    Unknown = 0,

    /// <summary>Connected.</summary>
    Established = 1,

    /// <summary>The connection has been asked for and not answered.</summary>
    SynSent = 2,

    /// <summary>A connection has been asked for and is being answered.</summary>
    SynReceived = 3,

    /// <summary>Closed here; the other side has not confirmed it.</summary>
    FinWait1 = 4,

    /// <summary>Closed here and confirmed; the other side has not closed.</summary>
    FinWait2 = 5,

    /// <summary>Closed by both; late packets are waited for.</summary>
    TimeWait = 6,

    /// <summary>Closed.</summary>
    Close = 7,

    /// <summary>The other side has closed; this program has not.</summary>
    CloseWait = 8,

    /// <summary>Closed here after the other side; its confirmation is waited for.</summary>
    LastAck = 9,

    /// <summary>Waits for connections.</summary>
    Listen = 10,

    /// <summary>Both have closed at the same time.</summary>
    Closing = 11,
}
