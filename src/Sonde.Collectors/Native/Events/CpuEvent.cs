using Sonde.Collectors.Native.Receivers;
using Sonde.Collectors.Python;
using Sonde.Linux.Perf;
using Sonde.Profiles;

namespace Sonde.Collectors.Native.Events;

/// <summary>Time on a CPU, by cycles where the CPU counts them, else by its clock.</summary>
public sealed class CpuEvent : NativeEvent
{
    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override SampleType Value => SampleType.Cpu;

    /// <inheritdoc/>
    public override int LeastRate => 1;

    /// <inheritdoc/>
    public override PythonEvent Python => PythonEvent.Cpu;

    internal override IReadOnlyList<PerfEventRequest> Requests(int rate, int stackBytes) => [RequestFor(rate, stackBytes)];

    internal override SampleReceiver CreateReceiver(ReceiverContext context) => new CpuReceiver(context);

    internal static PerfEventRequest RequestFor(int rate, int stackBytes) => new(PerfEventSpec.CpuTime(rate), stackBytes);
}
