using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native.Receivers;

/// <summary>What a <see cref="SampleReceiver"/> works with.</summary>
/// <param name="Session">The perf session.</param>
/// <param name="Targets">Processes and threads.</param>
/// <param name="Samples">Where samples are counted.</param>
/// <param name="Stacks">Finds stacks.</param>
/// <param name="Proc">The procfs.</param>
/// <param name="IncludeKernel">Stacks hold the kernel's frames.</param>
/// <param name="Rate">Samples per second on a CPU; 0 for every event.</param>
internal sealed record ReceiverContext(
    PerfSession Session, TargetTable Targets, SampleTable Samples, StackWalker Stacks, ProcFileSystem Proc, bool IncludeKernel, int Rate)
{
    /// <summary>Enters the stack of a sample into the table.</summary>
    /// <returns>Its node; <see cref="SampleTable.NoRoom"/> when the table is full.</returns>
    public int Enter(TargetThread thread, in PerfRecord record)
    {
        AddressSpace space = thread.Process.Space;
        ReadOnlySpan<ulong> user = Stacks.Walk(record, space, out WalkEnd end);
        return Samples.Enter(space, end, user, IncludeKernel ? StackWalker.KernelPart(record.Callchain) : []);
    }
}
