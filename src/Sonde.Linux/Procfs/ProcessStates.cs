namespace Sonde.Linux.Procfs;

/// <summary>Letters and words of <see cref="ProcessState"/>.</summary>
public static class ProcessStates
{
    /// <summary>The state that a letter of <c>/proc/PID/stat</c> stands for.</summary>
    public static ProcessState FromLetter(char letter) => letter switch
    {
        'R' => ProcessState.Running,
        'S' => ProcessState.Sleeping,
        'D' => ProcessState.DiskWait,
        'T' => ProcessState.Stopped,
        't' => ProcessState.TracingStop,
        'Z' => ProcessState.Zombie,
        'X' or 'x' => ProcessState.Dead,
        'I' => ProcessState.Idle,
        'P' => ProcessState.Parked,
        _ => ProcessState.Unknown,
    };

    /// <summary>The state in words for a reader, for example <c>disk wait</c>.</summary>
    public static string ToWords(this ProcessState state) => state switch
    {
        ProcessState.Running => "running",
        ProcessState.Sleeping => "sleeping",
        ProcessState.DiskWait => "disk wait",
        ProcessState.Stopped => "stopped",
        ProcessState.TracingStop => "stopped by a tracer",
        ProcessState.Zombie => "zombie",
        ProcessState.Dead => "dead",
        ProcessState.Idle => "idle",
        ProcessState.Parked => "parked",
        _ => "unknown",
    };
}
