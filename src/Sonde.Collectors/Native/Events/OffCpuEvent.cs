using Sonde.Collectors.Native.Receivers;
using Sonde.Linux.Perf;
using Sonde.Profiles;

namespace Sonde.Collectors.Native.Events;

/// <summary>Time in which threads were not on a CPU: each time one leaves its CPU gives a sample, worth the time until it comes back.</summary>
/// <param name="switches">How switches are watched.</param>
internal sealed class OffCpuEvent(SwitchEvents switches) : NativeEvent
{
    /// <inheritdoc/>
    public override string Name => "off-cpu";

    /// <inheritdoc/>
    public override SampleType Value => SampleType.OffCpu;

    /// <inheritdoc/>
    public override int StandardRate => 0;

    /// <inheritdoc/>
    public override string RateProblem => "every time that a thread leaves its CPU is recorded";

    /// <inheritdoc/>
    public override bool KnowsWakers => true;

    internal override int RingBytes => SwitchEvents.RingBytes;

    internal override IReadOnlyList<PerfEventRequest> Requests(int rate, int stackBytes) => switches.Requests(stackBytes, cpuRate: 0);

    internal override SampleReceiver CreateReceiver(ReceiverContext context) => new SwitchReceiver(context, switches);
}
