namespace Sonde.Collectors.Native.Receivers;

/// <summary>Where one thread stands between leaving a CPU and coming back.</summary>
internal struct ThreadClock
{
    /// <summary>When it left the CPU, or since when it has been watched while it waited; 0 while it is on one.</summary>
    public ulong OffSince;

    /// <summary>Its stack then, a node of <see cref="SampleTable.Stacks"/>.</summary>
    public int Stack;

    /// <summary>What it waits for.</summary>
    public ThreadWait Wait;

    /// <summary>Who was seen to wake it; see <see cref="SampleDetail"/>.</summary>
    public int Waker;

    /// <summary>That thread's stack.</summary>
    public int WakerStack;

    /// <summary>Stack of the sample that belongs to the switch that comes next; 0 when there was none.</summary>
    public int NextStack;

    /// <summary>The same for the state.</summary>
    public ThreadWait NextWait;

    /// <summary>A record has told of it: what procfs says may already be past.</summary>
    public bool IsKnown;

    /// <summary>
    /// Not 0: no record has told of it yet, and <see cref="Stack"/> was read from memory at this time; a switch before that time
    /// belongs to another wait.
    /// </summary>
    public ulong ReadAt;
}
