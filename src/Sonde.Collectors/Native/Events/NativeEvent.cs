using Sonde.Collectors.Native.Receivers;
using Sonde.Linux.Perf;
using Sonde.Profiles;

namespace Sonde.Collectors.Native.Events;

/// <summary>What makes a sample, and what its value is.</summary>
public abstract class NativeEvent
{
    // Samples per second for which the standard ring is made.
    private const int StandardRing = 99;

    /// <summary>As the user names it, for example <c>off-cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What a sample's value measures.</summary>
    public abstract SampleType Value { get; }

    /// <summary>Samples per second when the user does not say; 0 takes every event.</summary>
    public virtual int StandardRate => 99;

    /// <summary>The lowest rate: 0 where every event can be taken.</summary>
    public virtual int LeastRate => 0;

    /// <summary>Why the user cannot choose a rate, as the end of a sentence; null when that is possible.</summary>
    public virtual string? RateProblem => null;

    /// <summary>True when it can tell who ended a wait.</summary>
    public virtual bool KnowsWakers => false;

    /// <summary>The same of the kernel's or the program's part only, or more precisely; null where that cannot be chosen.</summary>
    /// <param name="name">Its name with the modifiers.</param>
    /// <param name="modifiers">What is asked for.</param>
    internal virtual NativeEvent? With(string name, PerfEventModifiers modifiers) => null;

    /// <summary>Bytes of a CPU's ring.</summary>
    /// <param name="rate">Samples per second; 0 for every event.</param>
    internal virtual int RingBytes(int rate) =>
        (int)Math.Clamp((long)PerfSessionOptions.DefaultRingBytes * rate / StandardRing, PerfSessionOptions.DefaultRingBytes, SwitchEvents.RingBytes);

    /// <summary>What to open.</summary>
    /// <param name="rate">Samples per second; 0 for every event.</param>
    /// <param name="stackBytes">Bytes of stack for each sample.</param>
    internal abstract IReadOnlyList<PerfEventRequest> Requests(int rate, int stackBytes);

    /// <summary>Makes what turns the records into counts.</summary>
    /// <param name="context">What it works with.</param>
    internal abstract SampleReceiver CreateReceiver(ReceiverContext context);
}
