namespace Sonde.Linux.Procfs;

/// <summary>The state of a process or thread, from field 3 of <c>/proc/PID/stat</c> (fs/proc/array.c).</summary>
public enum ProcessState
{
    /// <summary>A letter that this program does not know.</summary>
    Unknown,

    /// <summary><c>R</c>: on a CPU or waiting for one.</summary>
    Running,

    /// <summary><c>S</c>: waits for an event and can be interrupted by a signal.</summary>
    Sleeping,

    /// <summary><c>D</c>: waits, usually for I/O, and cannot be interrupted.</summary>
    DiskWait,

    /// <summary><c>T</c>: stopped by a signal.</summary>
    Stopped,

    /// <summary><c>t</c>: stopped by a tracer.</summary>
    TracingStop,

    /// <summary><c>Z</c>: has ended; its parent has not reaped it yet.</summary>
    Zombie,

    /// <summary><c>X</c>: is being removed.</summary>
    Dead,

    /// <summary><c>I</c>: an idle kernel thread.</summary>
    Idle,

    /// <summary><c>P</c>: a parked kernel thread.</summary>
    Parked,
}
