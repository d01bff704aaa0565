using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Receivers;

/// <summary>Counts events: each sample stands for as many as the kernel says.</summary>
/// <param name="context">What it works with.</param>
internal sealed class CountReceiver(ReceiverContext context) : SampleReceiver(context)
{
    /// <inheritdoc/>
    public override void OnSample(int request, TargetThread thread, in PerfRecord record) =>
        Context.Samples.Count(Context.Enter(thread, record), thread.Index, SampleDetail.None, (long)record.Period);
}
