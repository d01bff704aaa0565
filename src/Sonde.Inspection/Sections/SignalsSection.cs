using Sonde.Inspection.Subjects;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>What SIGTERM does: whether a shutdown will be graceful, abrupt, or has to wait for SIGKILL.</summary>
internal sealed class SignalsSection : InspectionSection
{
    /// <summary>SIGTERM is signal 15 on every architecture (include/uapi/asm-generic/signal.h): bit 14 of a signal set.</summary>
    private const ulong Terminate = 1UL << 14;

    /// <summary>They run others and do not pass signals on to them.</summary>
    private static readonly string[] Shells = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"];

    /// <summary>They pass signals on to their child: its verdict counts.</summary>
    private static readonly string[] Inits = ["tini", "tini-static", "dumb-init", "catatonit", "docker-init", "s6-svscan", "podman-init"];

    /// <inheritdoc/>
    public override string Title => "Signals";

    /// <inheritdoc/>
    public override int Order => 45;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        if (subject.Proc.TryReadStatus(subject.Init) is not { } status)
            return;
        string name = subject.Proc.TryReadName(subject.Init) ?? "?";
        IReadOnlyList<ProcessId> children = [.. subject.Processes.Where(process => subject.Proc.TryReadStat(process)?.ParentProcess == subject.Init)];
        bool isFirst = status.InnermostId == 1;
        if (isFirst && Inits.Contains(name) && children.Count == 1 && subject.Proc.TryReadStatus(children[0]) is { } child)
            Add(lines, $"{name} passes signals on to {Describe(subject, children[0])}, which", child, isFirst: false, isShell: false);
        else
            Add(lines, $"{Describe(subject, subject.Init)}", status, isFirst, Shells.Contains(name) && children.Count > 0);
    }

    private static string Describe(InspectionSubject subject, ProcessId process) =>
        $"{Figures.Printable(subject.Proc.TryReadName(process) ?? "?")} (pid {process})";

    private static void Add(SectionLines lines, string who, ProcessStatus status, bool isFirst, bool isShell)
    {
        bool caught = (status.CaughtSignals & Terminate) != 0, ignored = (status.IgnoredSignals & Terminate) != 0,
            blocked = (status.BlockedSignals & Terminate) != 0;
        // The kernel drops signals without a handler for the first process of a PID namespace (pid_namespaces(7)).
        (string text, Judgement judgement, string reason) = (isShell, ignored, caught, isFirst) switch
        {
            (true, _, false, _) => ($"{who} is a shell and swallows SIGTERM", Judgement.Bad,
                "what it started never hears of it and is killed when the grace period ends: start the program with exec"),
            (true, _, true, _) => ($"{who} is a shell with a trap for SIGTERM", Judgement.Warn, "a shell runs its trap only after its child has ended, unless it waits with wait"),
            (_, true, _, _) => ($"{who} ignores SIGTERM", Judgement.Bad, "it is killed when the grace period ends, in the middle of its work"),
            (_, _, true, _) => ($"{who} handles SIGTERM", Judgement.Ok, "a shutdown can be graceful"),
            (_, _, _, true) => ($"{who} is PID 1 and has no handler for SIGTERM", Judgement.Bad,
                "the kernel drops signals that PID 1 does not handle: it is killed when the grace period ends; add a handler, or an init such as tini"),
            _ => ($"{who} has no handler for SIGTERM", Judgement.Warn, "it ends at once: requests in progress are cut off"),
        };
        if (blocked && !caught && judgement != Judgement.Ok)
        {
            // Programs that wait with sigwait or signalfd block the signal first.
            (text, judgement, reason) = ($"{who} blocks SIGTERM", Judgement.Ok, "as programs do that take it with sigwait or signalfd");
        }

        lines.Add(new InspectionLine
        {
            Name = "SIGTERM",
            Text = text,
            Judgement = judgement,
            Reason = reason,
            Measures = [new("handled", caught || blocked ? 1 : 0, "count"), new("ignored", ignored ? 1 : 0, "count")],
            Answer = $"No graceful shutdown: {text}",
            Weight = 10,
        });
    }
}
