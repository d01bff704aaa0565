using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Receivers;

/// <summary>Counts samples of time on a CPU: each stands for the time between two.</summary>
/// <param name="context">What it works with.</param>
internal sealed class CpuReceiver(ReceiverContext context) : SampleReceiver(context)
{
    private readonly long _period = 1_000_000_000 / context.Rate;

    /// <inheritdoc/>
    public override void OnSample(int request, TargetThread thread, in PerfRecord record) =>
        Context.Samples.Count(Context.Enter(thread, record), thread.Index, SampleDetail.None, _period);
}
