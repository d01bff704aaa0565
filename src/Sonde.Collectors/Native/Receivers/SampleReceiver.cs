using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Receivers;

/// <summary>Turns the records of one kind of event into counts. Called under the collector's lock; allocates nothing for a record.</summary>
/// <param name="context">What it works with.</param>
internal abstract class SampleReceiver(ReceiverContext context)
{
    /// <summary>What it works with.</summary>
    protected ReceiverContext Context { get; } = context;

    /// <summary>Facts about how it was sampled.</summary>
    public virtual IEnumerable<(string Name, string Value)> Notes => [];

    /// <summary>A sample of a thread of the target.</summary>
    /// <param name="request">Position of its event among the requests.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="record">The sample.</param>
    public abstract void OnSample(int request, TargetThread thread, in PerfRecord record);

    /// <summary>A sample of any thread, asked first: true when it is dealt with.</summary>
    public virtual bool OnAnySample(int request, TargetThread? thread, in PerfRecord record) => false;

    /// <summary>A thread of the target leaves or enters a CPU.</summary>
    public virtual void OnSwitch(TargetThread thread, in PerfRecord record)
    {
    }

    /// <summary>It must know of threads that wait, although no record tells of them.</summary>
    public virtual bool NeedsWaiting => false;

    /// <summary>A process was found that runs already.</summary>
    /// <param name="process">The process; its events are open, and its threads are known.</param>
    /// <param name="since">When they were.</param>
    /// <param name="between">Called again and again while that takes long; records may be received meanwhile.</param>
    public virtual void OnAttached(TargetProcess process, ulong since, Action between)
    {
    }

    /// <summary>A thread was created.</summary>
    public virtual void OnCreated(TargetThread thread, ulong time)
    {
    }

    /// <summary>A thread has ended, or has become another program's.</summary>
    public virtual void OnEnded(TargetThread thread)
    {
    }

    /// <summary>Sampling has ended. May be called again.</summary>
    public virtual void End(ulong time)
    {
    }
}
