using Sonde.Collectors.Native;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>A thread of a process that runs Python, between two samples.</summary>
internal sealed class MixedThread
{
    /// <summary>Its ID as this process sees it.</summary>
    public required ThreadId Id { get; init; }

    /// <summary>Its names, for labels.</summary>
    public required TargetThread Target { get; init; }

    /// <summary>Its thread states, one for each interpreter that it has entered; none for a thread without Python.</summary>
    public List<(InterpreterThread Identity, ThreadSnapshotPlan Plan)> States { get; } = [];

    /// <summary>CPU time since its last sample.</summary>
    public ThreadClock Clock;

    /// <summary>Where its last sample was counted; null before the first.</summary>
    public MixedSample? Last { get; set; }
}
