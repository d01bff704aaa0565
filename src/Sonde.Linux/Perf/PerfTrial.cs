namespace Sonde.Linux.Perf;

/// <summary>Finds out which events the kernel grants, by opening them for a moment; nothing is recorded.</summary>
public static class PerfTrial
{
    /// <summary>Opens an event and closes it again.</summary>
    /// <param name="request">The event.</param>
    /// <param name="wholeCpu">On a CPU, as for <c>host</c>; else on the calling thread.</param>
    /// <returns>The name under which it is granted, for example <c>cpu-clock</c> for CPU time, and why a better one was refused; null for that when it was the best.</returns>
    /// <exception cref="TargetException">It is refused.</exception>
    public static (string Name, string? Refusal) Open(PerfEventRequest request, bool wholeCpu)
    {
        var choice = new PerfEventChoice(request, kernelStacks: false, carriesRecords: false);
        int thread = wholeCpu ? -1 : 0; // perf_event_open(2)
        foreach (int cpu in CpuList.Online())
        {
            int errno = choice.Open(null, thread, wholeCpu, flags: 0, cpu, wakeup: 0, out int file);
            if (errno == 0)
                _ = PerfNative.close(file);
            else if (errno != PerfNative.Enodev)
                throw PerfErrors.ForOpen(errno, null, choice.Spec);
            if (errno == 0)
                break; // the other CPUs grant the same
        }

        return (choice.Name, choice.Refusal);
    }
}
