namespace Sonde.Collectors.Python;

/// <summary>What a thread does, as the kernel and the GIL tell it.</summary>
internal enum ThreadCondition
{
    /// <summary>It is on a CPU.</summary>
    Running,

    /// <summary>It could run, but others have the CPUs.</summary>
    Runnable,

    /// <summary>It sleeps until it gets the GIL.</summary>
    GilWait,

    /// <summary>It sleeps in a system call.</summary>
    Blocked,

    /// <summary>It sleeps and cannot be interrupted: usually a disk.</summary>
    DiskWait,

    /// <summary>A signal or a debugger has stopped it.</summary>
    Stopped,
}
