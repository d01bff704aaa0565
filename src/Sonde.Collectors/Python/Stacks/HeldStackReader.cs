using Sonde.Linux.Procfs;
using Sonde.Linux.Timing;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads the stack of a thread while the thread is held, whether it runs or sleeps, and proves that it was; otherwise by
/// <see cref="StackReader"/>'s own means. Tells also whether it held the GIL then. One thread at a time.
/// </summary>
internal sealed class HeldStackReader
{
    /// <summary>How often a thread is held for one stack.</summary>
    private const int MaxHolds = 8;

    /// <summary>How long a thread runs on that was caught between two frames, in nanoseconds.</summary>
    private const long LittleWhile = 1_000;

    private readonly StackReader _stacks;
    private readonly ThreadHold _hold;
    private readonly GilReader _gil;

    public HeldStackReader(StackReader stacks, ThreadHold hold, GilReader gil)
    {
        _stacks = stacks;
        _hold = hold;
        _gil = gil;
    }

    /// <summary>What the thread did when its stack was read; of one that could not be held, just before or after.</summary>
    public PythonThreadState State { get; private set; }

    /// <summary>The thread did not move while its stack was read.</summary>
    public bool WasHeld { get; private set; }

    /// <summary>The stack that was read, as <see cref="StackReader.Frames"/>.</summary>
    public ReadOnlySpan<PythonFrame> Frames => _stacks.Frames;

    /// <summary>
    /// Reads the stack of the thread that <see cref="ThreadHold.TryLook(ThreadId, out ThreadSchedule)"/> has just looked at. If it is held, what was read counts only
    /// when it has not run meanwhile, and one that was caught in the middle of a call may run on for a moment first.
    /// </summary>
    /// <param name="thread">The thread.</param>
    /// <param name="plan">Where its frames were the last time.</param>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public StackOutcome Read(in InterpreterThread thread, ThreadSnapshotPlan plan)
    {
        WasHeld = false;
        for (int tries = 0; _hold.IsHeld && tries < MaxHolds; tries++)
        {
            StackOutcome outcome = _stacks.Read(thread.State, thread.NativeId, plan, isHeld: true);
            ReadState(thread);
            bool hasStoodStill = _hold.HasStoodStill();
            if (hasStoodStill && outcome != StackOutcome.Torn)
            {
                WasHeld = true;
                return outcome;
            }

            if (hasStoodStill)
                MonotonicClock.SleepUntil(MonotonicClock.Now + LittleWhile);
            if (!_hold.TryLook(thread.Thread, out _))
                return StackOutcome.Gone;
        }

        ReadState(thread);
        return _stacks.Read(thread.State, thread.NativeId, plan, isHeld: false);
    }

    private void ReadState(in InterpreterThread thread)
    {
        _gil.Read();
        State = PythonThreadState.Of(_hold.State, _hold.Call, _gil, _gil.IsHolder(thread.State));
    }
}
