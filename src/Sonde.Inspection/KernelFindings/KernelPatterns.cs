using System.Text.RegularExpressions;

namespace Sonde.Inspection.KernelFindings;

/// <summary>The messages that are looked for; their texts are those of the kernel's sources.</summary>
internal static partial class KernelPatterns
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<KernelPattern> All { get; } =
    [
        new("hung task", HungTask(), "a task waits for a disk, a network file system or a lock that does not answer", Judgement.Bad),
        new("lockup", Lockup(), "a CPU has been busy in the kernel for many seconds, or the hypervisor does not run it", Judgement.Bad),
        new("disk error", DiskError(), "a disk cannot read or write some of its blocks", Judgement.Bad),
        new("file system", FileSystem(), "a file system is damaged, or has become read-only to prevent more", Judgement.Bad),
        new("hardware", Hardware(), "memory or a processor reports faults", Judgement.Bad),
        new("kernel fault", KernelFault(), "the kernel itself has a fault; what happened then may stay stuck", Judgement.Bad),
        new("table full", TableFull(), "packets are dropped because a table is full", Judgement.Bad),
        new("crash", Crash(), "a program has crashed", Judgement.Warn),
    ];

    // kernel/hung_task.c
    [GeneratedRegex(@"task (?<who>.+:\d+) blocked (in I/O wait )?for more than \d+ seconds", RegexOptions.ExplicitCapture)]
    private static partial Regex HungTask();

    // kernel/watchdog.c, kernel/rcu/tree_stall.h
    [GeneratedRegex(@"(?<who>soft lockup|hard LOCKUP|rcu.*detected.* stall)", RegexOptions.ExplicitCapture)]
    private static partial Regex Lockup();

    // block/blk-core.c, fs/buffer.c
    [GeneratedRegex(@"(I/O error, dev |Buffer I/O error on dev |critical (medium|target|space allocation) error, dev )(?<who>[\w-]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex DiskError();

    // fs/ext4/super.c, fs/xfs/xfs_message.c, fs/btrfs/messages.c
    [GeneratedRegex(@"(EXT4-fs error \(device (?<who>[\w-]+)|XFS \((?<who>[\w-]+)\): .*([Cc]orrupt|[Ss]hutting down)|BTRFS (error|critical) \(device (?<who>[\w-]+)|EXT4-fs \((?<who>[\w-]+)\): [Rr]emounting filesystem read-only)", RegexOptions.ExplicitCapture)]
    private static partial Regex FileSystem();

    // arch/x86/kernel/cpu/mce/core.c, drivers/edac/edac_mc.c
    [GeneratedRegex(@"(?<who>mce: \[Hardware Error\]|EDAC \w+: \d+ UE|Memory failure: 0x)", RegexOptions.ExplicitCapture)]
    private static partial Regex Hardware();

    [GeneratedRegex(@"^(?<who>Kernel panic|Oops:|kernel BUG at|BUG: (unable to handle|kernel NULL|scheduling while atomic))", RegexOptions.ExplicitCapture)]
    private static partial Regex KernelFault();

    // net/netfilter/nf_conntrack_core.c, net/core/neighbour.c
    [GeneratedRegex(@"(?<who>nf_conntrack): .*table full|neighbour: (?<who>\w+): neighbor table overflow", RegexOptions.ExplicitCapture)]
    private static partial Regex TableFull();

    // arch/x86/mm/fault.c, arch/x86/kernel/traps.c
    [GeneratedRegex(@"^(traps: )?(?<who>[^\[]+)\[\d+\]:? (segfault at|general protection fault|trap )", RegexOptions.ExplicitCapture)]
    private static partial Regex Crash();
}
