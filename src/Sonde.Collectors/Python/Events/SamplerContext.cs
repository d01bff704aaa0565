using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>What a sampler of one process works with.</summary>
internal sealed class SamplerContext
{
    public required ThreadScheduleReader Schedules { get; init; }

    public required ThreadHold Hold { get; init; }

    public required HeldStackReader Stacks { get; init; }

    public required GilReader Gil { get; init; }

    public required RunningTasks Tasks { get; init; }

    public required SampleWriter Writer { get; init; }

    public required SampleCounts Counts { get; init; }

    /// <summary>Time between two ticks, in nanoseconds.</summary>
    public required long Period { get; init; }

    /// <summary>Set when a thread is not what it was: the threads are to be listed again.</summary>
    public bool MustRefresh { get; set; }
}
