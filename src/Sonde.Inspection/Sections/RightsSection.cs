using Sonde.Inspection.Subjects;
using Sonde.Linux;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>What the first process may do, and what it shares with others.</summary>
internal sealed class RightsSection : InspectionSection
{
    /// <summary>CAP_SYS_ADMIN (include/uapi/linux/capability.h).</summary>
    private const ulong SystemAdministrator = 1UL << 21;

    private const int MaxNamed = 4;

    /// <summary>The kinds that decide what is seen of others.</summary>
    internal static readonly NamespaceKind[] Kinds = [NamespaceKind.Pid, NamespaceKind.Network, NamespaceKind.Ipc, NamespaceKind.Mount, NamespaceKind.Uts];

    /// <inheritdoc/>
    public override string Title => "Rights";

    /// <inheritdoc/>
    public override int Order => 90;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        if (subject.Proc.TryReadStatus(subject.Init) is not { } status)
            return;
        bool wide = subject.IsContainer && (status.EffectiveCapabilities & SystemAdministrator) != 0;
        lines.Add(new InspectionLine
        {
            Name = "capabilities",
            Text = CapabilityNames.ToWords(status.EffectiveCapabilities),
            Judgement = wide ? Judgement.Warn : Judgement.Ok,
            Reason = wide ? "SYS_ADMIN: it can leave its container" : "",
            Measures = [new("capabilities", status.EffectiveCapabilities, "count")],
        });
        bool open = subject.IsContainer && status.Seccomp == SeccompMode.Disabled;
        lines.Add(new InspectionLine
        {
            Name = "confinement",
            Text = $"uid {status.Uid.Effective}, seccomp {Words(status.Seccomp)}"
                + $"{(status.NoNewPrivileges ? ", no new privileges" : "")}",
            Judgement = open ? Judgement.Warn : Judgement.Ok,
            Reason = open ? "every system call is allowed (seccompProfile: Unconfined)" : "",
            Measures = [new("uid", status.Uid.Effective, "count"), new("seccomp", (int)status.Seccomp, "count")],
        });
        try
        {
            AddShared(subject, lines);
        }
        catch (TargetException error)
        {
            lines.AddUnseen($"namespaces: {error.Message}");
        }
    }

    /// <summary>A mode in a word.</summary>
    internal static string Words(SeccompMode mode) => mode switch
    {
        SeccompMode.Disabled => "off",
        SeccompMode.Filter => "filter",
        _ => "strict",
    };

    private static void AddShared(InspectionSubject subject, SectionLines lines)
    {
        var namespaces = new NamespaceReader(subject.Proc);
        HashSet<ProcessId> own = [.. subject.Processes];
        // Beside the target in its pod, this program and the agent that runs it share what they were put into: that is no finding.
        if (subject.IsContainer)
            own.UnionWith(Sondes(subject.Proc));
        foreach (NamespaceKind kind in Kinds)
        {
            if (namespaces.TryRead(subject.Init, kind) is not { } home)
                continue;
            List<ProcessId> sharers = [.. subject.Proc.EnumerateProcesses().Where(process => !own.Contains(process) && IsIn(process, kind, home)
                && subject.Proc.TryReadStat(process) is not { State: ProcessState.Zombie })];
            // Threads of the kernel live in the machine's first namespaces, whatever may be seen of PID 1.
            bool host = sharers.Any(process => process.Value == 1 || subject.Proc.TryReadStat(process) is { IsKernelThread: true });
            if (sharers.Count == 0 || (host && !subject.IsContainer))
                continue;
            string with = host ? "the host" : string.Join(", ", sharers.Take(MaxNamed).Select(process => $"{Figures.Printable(subject.Proc.TryReadName(process) ?? "?")} (pid {process})"))
                + (sharers.Count > MaxNamed ? $" and {sharers.Count - MaxNamed} more" : "");
            bool risky = host && (kind is NamespaceKind.Pid or NamespaceKind.Network or NamespaceKind.Mount);
            lines.Add(new InspectionLine
            {
                Name = "shares",
                Text = $"{kind.ToString().ToLowerInvariant()} namespace with {with}",
                Judgement = risky ? Judgement.Warn : Judgement.Ok,
                Reason = risky ? "it sees what belongs to the whole node" : "",
                Measures = [new("sharers", sharers.Count, "count")],
            });
        }

        static IEnumerable<ProcessId> Sondes(ProcFileSystem proc) => proc.EnumerateProcesses().Where(process =>
        {
            try
            {
                return Environment.ProcessPath is { } program && proc.TryReadExecutablePath(process) == program;
            }
            catch (TargetException)
            {
                return false; // another user's process
            }
        });

        bool IsIn(ProcessId process, NamespaceKind kind, NamespaceId home)
        {
            try
            {
                return namespaces.TryRead(process, kind) == home;
            }
            catch (TargetException)
            {
                return false; // another user's process
            }
        }
    }
}
