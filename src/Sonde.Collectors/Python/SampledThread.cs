using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>A thread between two samples.</summary>
internal sealed class SampledThread
{
    public required InterpreterThread Identity { get; init; }

    /// <summary>Labels of its samples.</summary>
    public required LabelSetId Labels { get; init; }

    /// <summary>Where its frames were.</summary>
    public ThreadSnapshotPlan Plan { get; } = new();

    /// <summary>CPU time at the last look, in nanoseconds.</summary>
    public ulong RunNanoseconds { get; set; }

    /// <summary>When its CPU time was last seen to grow, on the monotonic clock; long ago at first.</summary>
    public long LastRan { get; set; } = long.MinValue / 2;

    /// <summary>Whether the CPU time was read at all.</summary>
    public bool IsKnown { get; set; }
}
