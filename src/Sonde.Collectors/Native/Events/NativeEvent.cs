using Sonde.Collectors.Native.Receivers;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>An event of the kernel or the CPU, which samples any code.</summary>
public abstract class NativeEvent : SamplingEvent
{
    // Samples per second for which the standard ring is made.
    private const int StandardRing = 99;

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
