namespace Sonde.Collectors.Native.Receivers;

/// <summary>What a thread was doing in the time that a sample stands for.</summary>
internal enum ThreadWait
{
    /// <summary>Not recorded: samples of time on a CPU need no word for it.</summary>
    None,

    /// <summary>On a CPU.</summary>
    Running,

    /// <summary>Ready, and waiting for a CPU.</summary>
    Runnable,

    /// <summary>Created, and waiting for its first turn.</summary>
    Starting,

    /// <summary>Waiting for something that can be interrupted: a lock, a socket, a timer.</summary>
    Sleeping,

    /// <summary>Waiting for a disk or the like.</summary>
    DiskWait,

    /// <summary>Stopped by a signal or a debugger.</summary>
    Stopped,

    /// <summary>Waiting; the kernel does not tell for what kind of thing.</summary>
    Blocked,
}
