using Sonde.Inspection.Subjects;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>Open files by kind against the limit, and removed ones that still take space.</summary>
internal sealed class FilesSection : InspectionSection
{
    private const double WarnShare = 0.8, BadShare = 0.95;

    /// <summary>Less than this is not worth a warning.</summary>
    private const long MuchDeleted = 100L << 20;

    private const int MaxDeleted = 5;

    /// <inheritdoc/>
    public override string Title => "Files";

    /// <inheritdoc/>
    public override int Order => 70;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        var open = new List<(ProcessId Process, OpenFiles Files)>();
        int unread = 0;
        foreach (ProcessId process in subject.Processes)
        {
            if (OpenFiles.TryRead(subject.Proc, process) is { } files)
                open.Add((process, files));
            else if (subject.Proc.TryReadStat(process) is { State: not ProcessState.Zombie, IsKernelThread: false })
                unread++;
        }

        if (unread > 0)
            lines.AddUnseen($"open files of {Figures.Count(unread, "process", "processes")}: needs the same user or CAP_SYS_PTRACE");
        if (open.Count == 0)
            return;
        AddKinds(open, lines);
        AddFullest(subject, open, lines);
        foreach (DeletedFile file in open.SelectMany(process => process.Files.Deleted).Where(file => file.Bytes > 0).Distinct()
            .OrderByDescending(file => file.Bytes).Take(MaxDeleted))
            lines.Add(DeletedLine(file));
    }

    private static void AddKinds(List<(ProcessId Process, OpenFiles Files)> open, SectionLines lines)
    {
        string[] names = [.. open.SelectMany(process => process.Files.Names)];
        var kinds = names.GroupBy(Kind).Select(group => (Kind: group.Key, Count: group.Count())).OrderByDescending(kind => kind.Count).ToArray();
        lines.Add(new InspectionLine
        {
            Name = "open",
            Text = $"{names.Length}: {string.Join(", ", kinds.Select(kind => $"{kind.Count} {(kind.Count == 1 ? kind.Kind.TrimEnd('s') : kind.Kind)}"))}",
            Measures = [new("open", names.Length, "count"), .. kinds.Select(kind => new Measure(kind.Kind, kind.Count, "count"))],
        });
    }

    private static void AddFullest(InspectionSubject subject, List<(ProcessId Process, OpenFiles Files)> open, SectionLines lines)
    {
        (ProcessId process, OpenFiles files) = open.MaxBy(known => known.Files.Limit is > 0 and { } limit ? (double)known.Files.Names.Count / limit : 0);
        if (files.Limit is not > 0)
            return;
        double share = (double)files.Names.Count / files.Limit.Value;
        Judgement judgement = share >= BadShare ? Judgement.Bad : share >= WarnShare ? Judgement.Warn : Judgement.Ok;
        string who = $"{Figures.Printable(subject.Proc.TryReadName(process) ?? "?")} (pid {process})";
        lines.Add(new InspectionLine
        {
            Name = "fullest",
            Text = $"{who}: {files.Names.Count} of {files.Limit} ({Figures.Percent(share)})",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : "at the limit open, accept and socket fail with EMFILE",
            Measures = [new("open", files.Names.Count, "count"), new("limit", files.Limit.Value, "count")],
            Answer = $"Nearly out of file descriptors: {who} has {files.Names.Count} of {files.Limit} open",
            Weight = 68,
        });
    }

    private static InspectionLine DeletedLine(DeletedFile file)
    {
        bool much = file.Bytes >= MuchDeleted;
        return new InspectionLine
        {
            Name = "deleted",
            Text = $"{Figures.Printable(file.Path)}: {Figures.Bytes(file.Bytes)}, removed but open",
            Judgement = much ? Judgement.Warn : Judgement.Ok,
            Reason = much ? "its space comes back only when it is closed" : "",
            Measures = [new("size", file.Bytes, "bytes")],
            Answer = $"A removed file still takes {Figures.Bytes(file.Bytes)}: {Figures.Printable(file.Path)}",
            Weight = 28,
        };
    }

    private static string Kind(string name) =>
        name.StartsWith("socket:", StringComparison.Ordinal) ? "sockets"
        : name.StartsWith("pipe:", StringComparison.Ordinal) ? "pipes"
        : name.StartsWith("anon_inode:", StringComparison.Ordinal) ? name["anon_inode:".Length..].Trim('[', ']')
        : name.StartsWith("/dev/", StringComparison.Ordinal) ? "devices"
        : "files";
}
