using System.Runtime.InteropServices;
using Sonde.Linux.Memory;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>
/// Samples the thread that holds the GIL at a tick, worth the time since the last tick. The stack counts only when the thread held the GIL
/// also when it was read; of a tick at which that did not succeed the time is not lost: the next sample stands for it as well.
/// </summary>
internal sealed class GilSampler(SamplerContext context) : ThreadSampler(context)
{
    /// <summary>How often the GIL is followed from one thread to the next.</summary>
    private const int MaxHolders = 4;

    private ulong[] _holders = [];
    private long[] _unsampled = [];
    private long _lastTick = -1;

    /// <inheritdoc/>
    public override void Tick(List<SampledThread> threads, long now)
    {
        long elapsed = _lastTick < 0 ? 0 : now - _lastTick;
        _lastTick = now;
        int gils = Context.Gil.Holders.Length;
        if (elapsed == 0 || gils == 0)
            return;
        if (_holders.Length < gils)
        {
            _holders = new ulong[gils];
            Array.Resize(ref _unsampled, gils);
        }

        Context.Gil.Holders.CopyTo(_holders); // reading a stack reads the GIL again
        for (int gil = 0; gil < gils; gil++)
        {
            if (_holders[gil] == 0)
                continue;
            _unsampled[gil] += elapsed;
            SampleHolder(threads, gil, _holders[gil]);
        }
    }

    /// <inheritdoc/>
    public override void LookLast(List<SampledThread> threads, long now)
    {
    }

    /// <inheritdoc/>
    public override void Complete(SampledThread thread)
    {
    }

    private void SampleHolder(List<SampledThread> threads, int gil, ulong holder)
    {
        for (int tries = 0; tries < MaxHolders && holder != 0; tries++)
        {
            if (Find(threads, new UserAddress(holder)) is not { } thread || !Context.Hold.TryLook(thread.Identity.Thread, out _))
            {
                Context.MustRefresh = true;
                break;
            }

            StackOutcome outcome = Context.Stacks.Read(thread.Identity, thread.Plan);
            if (outcome is not (StackOutcome.Torn or StackOutcome.Gone) && Context.Stacks.State.HoldsGil)
            {
                Count(thread, outcome, _unsampled[gil]);
                _unsampled[gil] = 0;
                return;
            }

            Context.Gil.Read();
            holder = Context.Gil.Holders[gil];
        }

        Context.Counts.Taken++;
        Context.Counts.Torn++;
    }

    private void Count(SampledThread thread, StackOutcome outcome, long time)
    {
        Context.Counts.Taken++;
        if (outcome == StackOutcome.Truncated)
            Context.Counts.Truncated++;
        StackId stack = outcome == StackOutcome.NoFrames ? StackId.Empty : Context.Writer.StackOf(Context.Stacks.Frames);
        if (stack == StackId.Empty)
            Context.Counts.NoPythonFrame++;
        else
            Context.Writer.Add(stack, thread.Labels.For(Context.Stacks.State, TaskOf(thread)), 1, time);
    }

    private static SampledThread? Find(List<SampledThread> threads, UserAddress state)
    {
        foreach (SampledThread thread in CollectionsMarshal.AsSpan(threads))
        {
            if (thread.Identity.State == state)
                return thread;
        }

        return null;
    }
}
