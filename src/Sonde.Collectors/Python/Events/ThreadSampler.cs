using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Decides which threads of a process get a sample at a tick, and what it is worth. One thread at a time.</summary>
internal abstract class ThreadSampler
{
    protected ThreadSampler(SamplerContext context) => Context = context;

    protected SamplerContext Context { get; }

    /// <summary>Samples those threads whose turn it is. The GIL was read just before.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public abstract void Tick(List<SampledThread> threads, long now);

    /// <summary>Takes a last look at threads that go on when sampling ends.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public abstract void LookLast(List<SampledThread> threads, long now);

    /// <summary>Gives the time that no sample stands for yet to the last stack of a thread that is not sampled any longer.</summary>
    public abstract void Complete(SampledThread thread);

    /// <summary>Reads a thread's stack and counts what became of it.</summary>
    /// <param name="thread">The thread that was just looked at.</param>
    /// <param name="stack">The stack; empty when there is none to show.</param>
    /// <returns>False when nothing was read: the thread is gone, or its stack changed while it was read.</returns>
    protected bool TryReadStack(SampledThread thread, out StackId stack)
    {
        stack = StackId.Empty;
        StackOutcome outcome = Context.Stacks.Read(thread.Identity, thread.Plan);
        if (outcome == StackOutcome.Gone)
        {
            Context.MustRefresh = true;
            return false;
        }

        Context.Counts.Taken++;
        switch (outcome)
        {
            case StackOutcome.Torn:
                Context.Counts.Torn++;
                return false;
            case StackOutcome.NoFrames:
                Context.Counts.NoPythonFrame++;
                return true;
            case StackOutcome.Truncated:
                Context.Counts.Truncated++;
                break;
        }

        stack = Context.Writer.StackOf(Context.Stacks.Frames);
        if (stack == StackId.Empty)
            Context.Counts.NoPythonFrame++;
        return true;
    }

    /// <summary>The task whose coroutines are on the stack that was just read; empty for none.</summary>
    protected StringId TaskOf(SampledThread thread) => Context.Tasks.Find(thread.Identity.State, Context.Stacks.Frames);
}
