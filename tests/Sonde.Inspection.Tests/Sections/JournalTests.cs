using Sonde.Inspection.KernelFindings;
using Sonde.Inspection.Sections;
using Sonde.Linux.Containers;

namespace Sonde.Inspection.Tests.Sections;

/// <summary>What nodes log, and what containers change.</summary>
public sealed class JournalTests
{
    [Fact]
    public void Errors_of_the_journal_are_counted_without_what_differs()
    {
        const string Pod = """{"__REALTIME_TIMESTAMP":"1763717400000000","SYSLOG_IDENTIFIER":"kubelet","MESSAGE":"E1121 09:30:00.000000    1234 pod_workers.go:1301] \"Error syncing pod, skipping\" err=\"x\" podUID=\"0a0a0a0a-1111-2222-3333-444444444444\""}""";
        IReadOnlyList<JournalError> errors = NodeJournal.ParseJournal(
        [
            .. Enumerable.Repeat(Pod, 12),
            """{"SYSLOG_IDENTIFIER":"kubelet","MESSAGE":"I1121 09:30:00.000000    1234 kubelet.go:1] fine"}""",
            """{"SYSLOG_IDENTIFIER":"containerd","MESSAGE":"time=\"2026-11-21T09:30:00Z\" level=error msg=\"get state for 0123456789abcdef\" error=\"x\""}""",
            """{"SYSLOG_IDENTIFIER":"kube""",
        ]);
        var lines = new SectionLines();
        JournalSection.Judge(errors, lines);
        Assert.Equal(["kubelet", "containerd"], lines.Lines.Select(line => line.Name));
        Assert.Equal((Judgement.Warn, "12 times, last at 09:30:00 UTC: Error syncing pod, skipping"), (lines.Lines[0].Judgement, lines.Lines[0].Text));
        Assert.EndsWith("get state for …", lines.Lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_file_without_a_journal_is_read_as_well()
    {
        JournalError error = Assert.Single(NodeJournal.ParseFile("kubelet", ["I1121 09:30:00.1 1 a.go:1] ok", "F1121 09:30:00.123456 99 server.go:302] failed to run Kubelet: no swap"]));
        Assert.Equal(("kubelet", "failed to run Kubelet: no swap"), (error.Unit, error.Text));
    }

    [Fact]
    public void Changes_are_told_by_kind_and_size()
    {
        var lines = new SectionLines();
        ChangesSection.Judge(
        [
            new ImageChange("/var/log/app/out.txt", ImageChangeKind.Added, 2L << 30), new ImageChange("/tmp/x", ImageChangeKind.Added, 4096),
            new ImageChange("/etc/hosts", ImageChangeKind.Changed, 4096), new ImageChange("/usr/bin/curl", ImageChangeKind.Deleted, 0),
        ], lines);
        Assert.Equal("2.00 GiB: 2 added, 1 changed, 1 removed", lines.Lines[0].Text);
        Assert.Equal(Judgement.Warn, lines.Lines[0].Judgement);
        Assert.Equal(["changed", "logs", "temporary", "settings", "removed"], lines.Lines.Select(line => line.Name));
    }
}
