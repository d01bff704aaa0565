using Sonde.Collectors.Native.Receivers;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>An event of the kernel or the CPU, which samples any code.</summary>
public abstract class NativeEvent : SamplingEvent
{
    /// <summary>Bytes of a CPU's ring.</summary>
    /// <param name="rate">Samples per second; 0 for every event.</param>
    internal virtual int RingBytes(int rate) => PerfSessionOptions.DefaultRingBytes;

    /// <summary>What to open.</summary>
    /// <param name="rate">Samples per second; 0 for every event.</param>
    /// <param name="stackBytes">Bytes of stack for each sample.</param>
    internal abstract IReadOnlyList<PerfEventRequest> Requests(int rate, int stackBytes);

    /// <summary>Makes what turns the records into counts.</summary>
    /// <param name="context">What it works with.</param>
    internal abstract SampleReceiver CreateReceiver(ReceiverContext context);
}
