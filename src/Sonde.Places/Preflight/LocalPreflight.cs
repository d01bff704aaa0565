using System.Globalization;
using Sonde.Linux;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Places.Preflight;

/// <summary>Tells, without changing anything, how deep one may look into a process from here.</summary>
/// <param name="proc">Where processes are read.</param>
public sealed class LocalPreflight(ProcFileSystem proc)
{
    // include/uapi/linux/capability.h
    private const int SysPtrace = 19, SysAdmin = 21, Perfmon = 38, Bpf = 39;

    private const string YamaFile = "/proc/sys/kernel/yama/ptrace_scope", ParanoidFile = "/proc/sys/kernel/perf_event_paranoid";

    private readonly List<PreflightCheck> _checks = [];

    /// <summary>Asks everything.</summary>
    /// <param name="title">What the target is.</param>
    /// <param name="target">The process; null for the whole machine.</param>
    public PreflightReport Run(string title, ProcessId? target)
    {
        ProcessStatus self = proc.TryReadStatus(new ProcessId(Environment.ProcessId))
            ?? throw new TargetException(TargetError.Unsupported, $"{proc.Root} cannot be read: is it mounted?");
        bool hasPtrace = Has(self, SysPtrace), isWhole = target is null;
        if (target is { } process)
            Target(process, self, hasPtrace);
        Add(PreflightTier.Ptrace, "CAP_SYS_PTRACE", hasPtrace, $"effective capabilities: {CapabilityNames.ToWords(self.EffectiveCapabilities)}", "run as root, or give the container SYS_PTRACE");
        Yama(hasPtrace);
        Perf(self);
        Add(PreflightTier.Kernel, "CAP_BPF for tracing", Has(self, Bpf) || Has(self, SysAdmin), "", "run as root, or give the container BPF and PERFMON", isNeeded: false);
        Seccomp(self);
        UserNamespace();
        string kernel = ReadText("/proc/sys/kernel/osrelease").Trim();
        _checks.Add(new PreflightCheck(PreflightTier.Kernel, "the kernel", PreflightAnswer.Yes, Printable.Line(kernel), "", IsNeeded: false));
        Add(PreflightTier.Node, "all processes of the machine", IsOnNode(), IsOnNode() ? "" : "a PID namespace of its own hides the others", "run on the machine itself, or in a pod with hostPID (sonde debug node/NAME)");
        Add(PreflightTier.Node, "CAP_SYS_ADMIN", Has(self, SysAdmin), "", "run as root", isNeeded: isWhole);
        return new PreflightReport(title, [.. _checks.OrderBy(check => check.Tier)], [])
        {
            Inside = new InsideFacts("this machine", Setting(YamaFile), Setting(ParanoidFile), self.Seccomp != SeccompMode.Disabled, !IsFirstUserNamespace()),
        };
    }

    private void Target(ProcessId process, ProcessStatus self, bool hasPtrace)
    {
        proc.EnsureObservable(process);
        ProcessStatus status = proc.TryReadStatus(process) ?? throw new TargetException(TargetError.Exited, $"process {process} has ended");
        bool isSame = status.Uid.Effective == self.Uid.Effective && status.Gid.Effective == self.Gid.Effective;
        string who = string.Create(CultureInfo.InvariantCulture, $"it runs as user {status.Uid.Effective}, group {status.Gid.Effective}, and this is user {self.Uid.Effective}, group {self.Gid.Effective}");
        Add(PreflightTier.SameUser, "the target's user", isSame || hasPtrace, who, string.Create(CultureInfo.InvariantCulture, $"run as user {status.Uid.Effective} or as root"));
        bool isReadable;
        string reason = "";
        try
        {
            isReadable = proc.TryReadExecutablePath(process) is not null;
        }
        catch (TargetException e)
        {
            (isReadable, reason) = (false, e.Message);
        }

        Add(PreflightTier.SameUser, "reading its memory and files", isReadable, reason, "run as its user or with CAP_SYS_PTRACE");
    }

    /// <summary>Yama's <c>ptrace_scope</c> (Documentation/admin-guide/LSM/Yama.rst): 1 allows only descendants, 2 only SYS_PTRACE, 3 nobody.</summary>
    private void Yama(bool hasPtrace)
    {
        if (Setting(YamaFile) is not { } scope)
        {
            _checks.Add(new PreflightCheck(PreflightTier.Ptrace, "Yama", PreflightAnswer.Yes, "this kernel has none", "", IsNeeded: false));
            return;
        }

        bool isOpen = scope == 0 || (hasPtrace && scope < 3);
        Add(PreflightTier.Ptrace, "Yama", isOpen, string.Create(CultureInfo.InvariantCulture, $"kernel.yama.ptrace_scope is {scope}"),
            scope == 3 ? "it is locked until the next boot: only /proc can be read" : "run with CAP_SYS_PTRACE, or sysctl kernel.yama.ptrace_scope=0");
    }

    /// <summary>kernel.perf_event_paranoid (Documentation/admin-guide/perf-security.rst): above 2 distributions refuse users altogether.</summary>
    private void Perf(ProcessStatus self)
    {
        int? paranoid = Setting(ParanoidFile);
        bool may = Has(self, Perfmon) || Has(self, SysAdmin);
        string setting = paranoid is { } level ? string.Create(CultureInfo.InvariantCulture, $"kernel.perf_event_paranoid is {level}") : "this kernel has no perf events";
        Add(PreflightTier.Kernel, "perf events", paranoid is not null && (may || paranoid < 1), setting + (may ? "" : ", and CAP_PERFMON is missing"),
            paranoid is null ? "a kernel with CONFIG_PERF_EVENTS is needed" : "run as root, give the container PERFMON, or sysctl kernel.perf_event_paranoid=-1");
    }

    private void Seccomp(ProcessStatus self)
    {
        bool isFree = self.Seccomp == SeccompMode.Disabled;
        _checks.Add(new PreflightCheck(
            PreflightTier.Kernel, "seccomp", isFree ? PreflightAnswer.Yes : PreflightAnswer.Unknown,
            isFree ? "no filter" : "a filter watches system calls here and may forbid perf_event_open and bpf", isFree ? "" : "seccompProfile Unconfined, if sampling fails", IsNeeded: false));
    }

    private void UserNamespace()
    {
        bool isFirst = IsFirstUserNamespace();
        Add(PreflightTier.Kernel, "user namespace", isFirst, isFirst ? "" : "this is a user namespace, in which PERFMON and BPF are worth nothing", "run on the machine itself");
    }

    /// <summary>A process of the first user namespace maps every ID onto itself (user_namespaces(7)).</summary>
    private static bool IsFirstUserNamespace() => ReadText("/proc/self/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["0", "0", ..];

    private bool IsOnNode()
    {
        try
        {
            // Its first process is the machine's, whose PID namespace has this number for ever (PROC_PID_INIT_INO of linux/proc_ns.h).
            const ulong First = 0xEFFFFFFC;
            return new NamespaceReader(proc).TryRead(new ProcessId(Environment.ProcessId), NamespaceKind.Pid) is { Inode: First };
        }
        catch (TargetException)
        {
            return false;
        }
    }

    private void Add(PreflightTier tier, string name, bool isSo, string reason, string cure, bool isNeeded = true) =>
        _checks.Add(new PreflightCheck(tier, name, isSo ? PreflightAnswer.Yes : PreflightAnswer.No, reason, isSo ? "" : cure, isNeeded));

    private static bool Has(ProcessStatus status, int capability) => (status.EffectiveCapabilities >> capability & 1) != 0;

    private static int? Setting(string path) => int.TryParse(ReadText(path), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
