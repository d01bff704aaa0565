using Sonde.Linux.Procfs;
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

    /// <summary>What the scheduler said at the last look.</summary>
    public ThreadSchedule Schedule { get; set; }

    /// <summary>CPU time used since the last sample, in nanoseconds: what the next one stands for.</summary>
    public long Unsampled { get; set; }

    /// <summary>It was running, or ready to, at the last look.</summary>
    public bool WasRunning { get; set; }

    /// <summary>Whether <see cref="Schedule"/> was read at all.</summary>
    public bool IsKnown { get; set; }

    /// <summary>The stack of its last sample; empty when there is none.</summary>
    public StackId LastStack { get; set; } = StackId.Empty;
}
