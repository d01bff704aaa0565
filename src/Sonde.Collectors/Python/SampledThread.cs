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

    /// <summary>
    /// CPU time that it has used less what its samples stand for, in nanoseconds: what keeps the samples of a thread that is ready
    /// to run, but hardly gets a CPU, in proportion to what it uses.
    /// </summary>
    public long Unsampled { get; set; }

    /// <summary>When its CPU time was last seen to grow, on the monotonic clock; long ago at first.</summary>
    public long LastRan { get; set; } = long.MinValue / 2;

    /// <summary>Whether the CPU time was read at all.</summary>
    public bool IsKnown { get; set; }
}
