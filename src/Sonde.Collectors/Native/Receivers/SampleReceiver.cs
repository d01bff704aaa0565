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

    /// <summary>A process was found that runs already.</summary>
    /// <param name="process">The process; its events are open.</param>
    /// <param name="since">When they were.</param>
    public virtual void OnAttached(TargetProcess process, ulong since)
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

    /// <summary>Records were lost.</summary>
    public virtual void OnLost()
    {
    }

    /// <summary>Sampling has ended. May be called again.</summary>
    public virtual void End(ulong time)
    {
    }
}
