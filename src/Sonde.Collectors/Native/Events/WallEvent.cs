using Sonde.Collectors.Native.Receivers;
using Sonde.Collectors.Python;
using Sonde.Linux.Perf;
using Sonde.Profiles;

namespace Sonde.Collectors.Native.Events;

/// <summary>Time of every thread, whatever it does: samples while it is on a CPU, and each time that it is not.</summary>
/// <param name="switches">How switches are watched.</param>
internal sealed class WallEvent(SwitchEvents switches) : NativeEvent
{
    /// <inheritdoc/>
    public override string Name => "wall";

    /// <inheritdoc/>
    public override SampleType Value => SampleType.Wall;

    /// <inheritdoc/>
    public override bool KnowsWakers => true;

    internal override int RingBytes(int rate) => SwitchEvents.RingBytes;

    /// <inheritdoc/>
    public override int LeastRate => 1;

    /// <inheritdoc/>
    public override PythonEvent Python => PythonEvent.Wall;

    internal override IReadOnlyList<PerfEventRequest> Requests(int rate, int stackBytes) => switches.Requests(stackBytes, rate);

    internal override SampleReceiver CreateReceiver(ReceiverContext context) => new SwitchReceiver(context, switches);
}
