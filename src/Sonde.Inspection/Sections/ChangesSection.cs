using Sonde.Inspection.Subjects;
using Sonde.Linux.Containers;

namespace Sonde.Inspection.Sections;

/// <summary>What the container has changed in its image, by kind and size, as <c>docker diff</c> lists it.</summary>
internal sealed class ChangesSection : InspectionSection
{
    /// <summary>More paths than this are not walked: the rest is said to be unseen.</summary>
    private const int MostPaths = 100_000;

    /// <summary>So much in the writable layer fills nodes: the kubelet evicts for it (nodefs.available).</summary>
    private const long MuchBytes = 1L << 30;

    private const int MaxRows = 5;

    private bool _done;

    /// <inheritdoc/>
    public override string Title => "Changes to the image";

    /// <inheritdoc/>
    public override int Order => 88;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => subject.IsContainer;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        // Walking a folder takes longer than the first screen may.
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        if (_done)
            return;
        _done = true;
        if (OverlayChanges.Find(KernelText.ReadLines(subject.Proc.PathOf(subject.Init, "mountinfo"))) is not { } overlay)
        {
            lines.AddUnseen("changes to the image: its root is no overlay file system");
            return;
        }

        if (!overlay.IsVisible)
        {
            lines.AddUnseen("changes to the image: its writable layer lies on the node; inspect the container there, as root");
            return;
        }

        Judge([.. overlay.Walk(MostPaths)], lines);
    }

    /// <summary>The lines about changes.</summary>
    internal static void Judge(IReadOnlyList<ImageChange> changes, SectionLines lines)
    {
        if (changes.Count >= MostPaths)
            lines.AddUnseen($"changes to the image: only the first {MostPaths} paths were counted");
        if (changes.Count == 0)
        {
            lines.Add(new InspectionLine { Name = "changed", Span = LineSpan.Lifetime, Text = "nothing" });
            return;
        }

        long bytes = changes.Sum(change => change.Bytes);
        int added = Of(ImageChangeKind.Added), changed = Of(ImageChangeKind.Changed), deleted = Of(ImageChangeKind.Deleted);
        bool much = bytes >= MuchBytes;
        lines.Add(new InspectionLine
        {
            Name = "changed",
            Span = LineSpan.Lifetime,
            Text = $"{Figures.Bytes(bytes)}: {added} added, {changed} changed, {deleted} removed",
            Judgement = much ? Judgement.Warn : Judgement.Ok,
            Reason = much ? "it counts against the node's disk and is lost with the container: write to a volume" : "",
            Measures = [new("bytes", bytes, "bytes"), new("added", added, "count"), new("changed", changed, "count"), new("deleted", deleted, "count")],
            Answer = $"Writes into its image: {Figures.Bytes(bytes)} are in its writable layer",
            Weight = 20,
        });
        foreach (IGrouping<string, ImageChange> kind in changes.GroupBy(change => KindOf(change)).OrderByDescending(group => group.Sum(change => change.Bytes)).Take(MaxRows))
        {
            ImageChange largest = kind.MaxBy(change => change.Bytes);
            lines.Add(new InspectionLine
            {
                Name = kind.Key,
                Span = LineSpan.Lifetime,
                Depth = 1,
                Text = $"{Figures.Bytes(kind.Sum(change => change.Bytes))} in {Figures.Count(kind.Count(), "path", "paths")}"
                    + (largest.Bytes > 0 ? $", the largest {Figures.Printable(largest.Path)} ({Figures.Bytes(largest.Bytes)})" : $", for example {Figures.Printable(largest.Path)}"),
            });
        }

        int Of(ImageChangeKind kind) => changes.Count(change => change.Kind == kind);
    }

    private static string KindOf(ImageChange change) => change.Kind == ImageChangeKind.Deleted ? "removed" : change.Path switch
    {
        var path when path.EndsWith(".log", StringComparison.Ordinal) || path.StartsWith("/var/log/", StringComparison.Ordinal) => "logs",
        var path when path.StartsWith("/tmp/", StringComparison.Ordinal) || path.StartsWith("/var/tmp/", StringComparison.Ordinal) => "temporary",
        var path when path.Contains("/.cache/", StringComparison.Ordinal) || path.StartsWith("/var/cache/", StringComparison.Ordinal)
            || path.Contains("/__pycache__/", StringComparison.Ordinal) => "caches",
        var path when path.StartsWith("/etc/", StringComparison.Ordinal) => "settings",
        var path when path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/bin/", StringComparison.Ordinal)
            || path.StartsWith("/lib", StringComparison.Ordinal) || path.StartsWith("/opt/", StringComparison.Ordinal) => "programs",
        _ => "other",
    };
}
