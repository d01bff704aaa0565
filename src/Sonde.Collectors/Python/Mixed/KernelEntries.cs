namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// A thread that is pushed off its CPU leaves a trace of that in the kernel: the interrupt that made room for another, and the
/// scheduler. Neither is what the thread was doing.
/// </summary>
internal static class KernelEntries
{
    // arch/x86/include/asm/idtentry.h, kernel/entry/common.c, kernel/sched/core.c; arm64: el0_, el1_, ret_to_user
    private static readonly string[] Interrupts = ["asm_sysvec_", "asm_common_interrupt", "asm_exc_", "el0t_64_irq", "el1h_64_irq"];

    private static readonly string[] Scheduling =
    [
        "__schedule", "schedule", "preempt_schedule", "__cond_resched", "exit_to_user_mode", "syscall_exit_to_user_mode",
        "irqentry_exit", "__x64_sys_sched_yield", "trace_sched", "__traceiter", "perf_", "__perf", "prepare_task_switch",
    ];

    /// <summary>How many of the innermost kernel frames tell only how the thread was pushed off its CPU.</summary>
    /// <param name="names">The kernel's frames, the innermost first.</param>
    public static int CountOf(IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (Interrupts.Any(start => names[i].StartsWith(start, StringComparison.Ordinal)))
                return i + 1;
        }

        int count = 0;
        while (count < names.Count && Scheduling.Any(start => names[count].StartsWith(start, StringComparison.Ordinal)))
            count++;
        return count;
    }
}
