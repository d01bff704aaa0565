using Sonde.Linux.Processes;
using Sonde.Linux.Timing;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Since when the reader has asked for the CPU that it is on. Only a thread that ran at that moment is to be sampled: where others
/// left the CPU before is where timeslices end, and time spent waiting for a turn is no CPU time.
/// </summary>
/// <param name="cpu">Moves the sampling thread.</param>
internal sealed class ReaderTurn(CpuBinding cpu)
{
    /// <summary>A sample is late when its thread ran on for longer than this, in nanoseconds.</summary>
    private const long Late = 100_000;

    private PromptScheduling? _scheduling;
    private long _asked;

    /// <summary>Samples whose moment was chosen by the scheduler rather than by the clock.</summary>
    public long LateSamples { get; private set; }

    /// <summary>The calling thread is the one that reads.</summary>
    public void Start() => _scheduling = new PromptScheduling();

    /// <summary>What follows is short, and must come at once.</summary>
    public void Hurry() => _scheduling?.Hurry();

    /// <summary>What follows may take its time.</summary>
    public void Relax() => _scheduling?.Relax();

    /// <summary>The clock says that it is time to look.</summary>
    public void Begin(long asked) => _asked = asked;

    /// <summary>The CPU that the reader is on, to be compared after something that may move it.</summary>
    public (int Cpu, long Time) Mark() => (cpu.Cpu, MonotonicClock.Now);

    /// <summary>Takes note of a move since a mark.</summary>
    public void Moved((int Cpu, long Time) mark)
    {
        if (mark.Cpu != cpu.Cpu)
            _asked = mark.Time;
    }

    /// <summary>True when a thread that left the CPU at a time was running when the reader asked for it.</summary>
    public bool HasInterrupted(long switched) => switched >= _asked;

    /// <summary>Counts a sample.</summary>
    public void Count(long switched)
    {
        if (switched - _asked > Late)
            LateSamples++;
    }
}
