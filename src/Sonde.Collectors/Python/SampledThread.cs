using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>A thread between two samples.</summary>
internal sealed class SampledThread
{
    public required InterpreterThread Identity { get; init; }

    /// <summary>Labels of its samples.</summary>
    public required ThreadLabels Labels { get; init; }

    /// <summary>Where its frames were.</summary>
    public ThreadSnapshotPlan Plan { get; } = new();

    /// <summary>CPU time since its last sample.</summary>
    public ThreadClock Clock;

    /// <summary>What the scheduler said when its stack was read last.</summary>
    public ThreadSchedule Schedule { get; set; }

    /// <summary>Time since the last sample, in nanoseconds: what the next one stands for.</summary>
    public long Unsampled { get; set; }

    /// <summary>Whether <see cref="Schedule"/> was read at all.</summary>
    public bool IsKnown { get; set; }

    /// <summary>
    /// It slept when <see cref="LastStack"/> was read, with <see cref="Schedule"/>: until it begins another timeslice it is in the same place.
    /// </summary>
    public bool IsAtRest { get; set; }

    /// <summary>When it was sampled last, on the monotonic clock.</summary>
    public long LastSeen { get; set; }

    /// <summary>The stack of its last sample; empty when there is none.</summary>
    public StackId LastStack { get; set; } = StackId.Empty;

    /// <summary>What it did then.</summary>
    public PythonThreadState LastState { get; set; }

    /// <summary>The task that it ran then; empty for none.</summary>
    public StringId LastTask { get; set; } = StringId.Empty;

    /// <summary>The labels of its last sample.</summary>
    public LabelSetId LastLabels { get; set; } = LabelSetId.Empty;
}
