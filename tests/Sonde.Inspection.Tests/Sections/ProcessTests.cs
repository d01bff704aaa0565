using System.Diagnostics;
using System.Globalization;
using Sonde.Inspection.Sections;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests.Sections;

/// <summary>Processes, threads, files, sockets, signals and rights of real programs.</summary>
[Trait("Needs", "root")]
public sealed class ProcessTests
{
    [Fact]
    public void A_tree_shows_who_is_whose_child_and_what_it_costs()
    {
        using RunningProgram program = Patient.Run("fork", "2");
        InspectionReport report = Intervals(Patient.Subject(program), new ProcessesSection());
        InspectionLine[] rows = [.. report.Sections.Single().Lines.Where(line => line.Span == LineSpan.Interval)];
        Assert.Equal([0, 1, 1], rows.Select(row => row.Depth));
        Assert.Equal(program.Id, rows[0].Number("pid"));
        Assert.All(rows, row => Assert.Contains("patient", row.Text, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.True(row.Number("resident") > 0));
    }

    [Fact]
    public void A_child_that_is_confined_otherwise_than_the_first_process_is_marked()
    {
        // The shell has all rights that this test has; its child has none, and a host name of its own.
        using RunningProgram program = RunningProgram.Start(
            "sh", "-c", "unshare --uts setpriv --inh-caps=-all --bounding-set=-all sleep 600 & wait");
        InspectionLine row = null!;
        Eventually.True(
            () => (row = Intervals(Patient.Subject(program), new ProcessesSection()).Sections.Single().Lines
                .FirstOrDefault(line => line.Text.StartsWith("sleep: ", StringComparison.Ordinal))!) is not null,
            "the child sleeps");
        Assert.EndsWith(", uid 0, capabilities none, uts namespace of its own", row.Text, StringComparison.Ordinal);
        Assert.Equal(0, row.Number("capabilities"));
    }

    [Fact]
    public void Zombies_are_counted_and_their_parent_is_named()
    {
        using RunningProgram program = Patient.Run("zombies", "12");
        InspectionLine line = Patient.Eventually(Patient.Subject(program), new ProcessesSection(), "zombies", line => line.Number("zombies") == 12);
        Assert.Equal(Judgement.Bad, line.Judgement);
        Assert.Equal($"12 zombies: patient (pid {program.Id}) does not reap its children", line.Answer);
    }

    [Fact]
    [Trait("Needs", "root")]
    [Trait("Needs", "runc")]
    public void Zombies_of_a_container_are_its_own_although_its_cgroup_lists_them_no_more()
    {
        using RuncContainer container = Patient.Start("zombies", "12");
        var inspection = new Inspection(Patient.Subject(container), [new ProcessesSection(), new RightsSection()]);
        InspectionLine[] lines = [.. inspection.ReadLifetime().Sections.SelectMany(section => section.Lines)];
        Assert.Equal(12, lines.Single(line => line.Name == "zombies").Number("zombies"));
        Assert.DoesNotContain(lines, line => line.Name == "shares" && line.Text.StartsWith("pid ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_thread_in_uninterruptible_sleep_is_found_with_its_call()
    {
        using RunningProgram program = Patient.Run("stopped");
        try
        {
            InspectionLine line = Patient.Eventually(Patient.Subject(program), new ThreadsSection(), "in D", _ => true);
            Assert.Equal((program.Id, Judgement.Bad), ((int)line.Number("tid"), line.Judgement));
            Assert.Contains("vfork", line.Text, StringComparison.Ordinal);
        }
        finally
        {
            // The child first: its parent cannot be reaped before it lets go of the address space.
            foreach (ProcessId child in new ProcFileSystem().ReadChildren(new ProcessId(program.Id)))
                Process.GetProcessById(child.Value).Kill();
        }
    }

    [Fact]
    public void A_lock_that_is_never_given_back_is_found_with_its_file()
    {
        string path = Path.GetTempFileName();
        try
        {
            using RunningProgram holder = RunningProgram.Start("flock", path, "sh", "-c", "echo ready; sleep 60");
            holder.WaitForLine("ready");
            using RunningProgram waiter = RunningProgram.Start("flock", path, "true");
            InspectionLine line = Patient.Eventually(Patient.Subject(waiter), new ThreadsSection(), "in a call", _ => true);
            Assert.Contains($"flock on {path}", line.Text, StringComparison.Ordinal);
            Assert.Equal(Judgement.Warn, line.Judgement);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_program_that_waits_for_work_is_not_stuck()
    {
        using RunningProgram program = Patient.Run("none");
        InspectionLine line = Patient.Eventually(Patient.Subject(program), new ThreadsSection(), "stuck", _ => true);
        Assert.Equal((0, Judgement.Ok), (line.Number("stuck"), line.Judgement));
    }

    [Fact]
    public void Exhausted_descriptors_and_a_deleted_file_are_found()
    {
        using RunningProgram program = Patient.Run("files", "64");
        InspectionLine fullest = Patient.Eventually(Patient.Subject(program), new FilesSection(), "fullest", _ => true);
        // Whoever started the test may have left it a descriptor above the limit.
        Assert.InRange(fullest.Number("open"), 64, 70);
        Assert.Equal((64, Judgement.Bad), (fullest.Number("limit"), fullest.Judgement));
        Assert.Equal(1 << 20, Patient.Eventually(Patient.Subject(program), new FilesSection(), "deleted", _ => true).Number("size"));
        InspectionLine open = Patient.Eventually(Patient.Subject(program), new FilesSection(), "open", _ => true);
        Assert.InRange(open.Number("devices"), 50, 60);
    }

    [Fact]
    public void Listening_ports_and_their_waiting_clients_are_those_of_ss()
    {
        using RunningProgram program = RunningProgram.Start("unshare", "--net", "sh", "-c", $"ip link set lo up; exec {Patient.Program} listen 5");
        string port = program.WaitForLine("port ")["port ".Length..];
        program.WaitForLine("ready");
        InspectionLine listens = Patient.Eventually(Patient.Subject(program), new SocketsSection(), "listens", line => line.Number("backlog") == 1);
        Assert.StartsWith($"127.0.0.1:{port}", listens.Text, StringComparison.Ordinal);
        Assert.Equal(Judgement.Warn, listens.Judgement);
        InspectionLine tcp = Patient.Eventually(Patient.Subject(program), new SocketsSection(), "tcp", _ => true);
        // State, received, sent, local, remote.
        string[] peer = Tool("nsenter", "-t", program.Id.ToString(CultureInfo.InvariantCulture), "-n", "ss", "-Htan").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(peer.Count(line => line.StartsWith("LISTEN", StringComparison.Ordinal)), tcp.Number("listening"));
        Assert.Equal(peer.Count(line => line.StartsWith("ESTAB", StringComparison.Ordinal)), tcp.Number("established"));
        Assert.Contains(peer, line => line.StartsWith("LISTEN 1 ", StringComparison.Ordinal) || line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == "1");
    }

    [Theory]
    [InlineData("graceful", Judgement.Ok, "handles SIGTERM")]
    [InlineData("deaf", Judgement.Bad, "ignores SIGTERM")]
    [InlineData("none", Judgement.Warn, "has no handler for SIGTERM")]
    public void What_sigterm_does_is_told(string ailment, Judgement judgement, string text)
    {
        using RunningProgram program = Patient.Run(ailment);
        InspectionLine line = Patient.Eventually(Patient.Subject(program), new SignalsSection(), "SIGTERM", _ => true);
        Assert.Equal(judgement, line.Judgement);
        Assert.EndsWith(text, line.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "runc")]
    public void A_first_process_without_a_handler_never_hears_of_sigterm()
    {
        using RuncContainer container = Patient.Start("none");
        InspectionLine line = Patient.Eventually(Patient.Subject(container), new SignalsSection(), "SIGTERM", _ => true);
        Assert.Equal(Judgement.Bad, line.Judgement);
        Assert.Contains("is PID 1 and has no handler for SIGTERM", line.Text, StringComparison.Ordinal);
        using (Process kill = Process.Start("kill", ["-TERM", container.ProcessId.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        // From outside of its namespace the kernel lets SIGTERM through no more than from inside.
        Assert.True(new ProcFileSystem().Exists(new ProcessId(container.ProcessId)));
    }

    [Fact]
    public void A_shell_that_runs_the_program_swallows_sigterm()
    {
        using RunningProgram program = RunningProgram.Start("sh", "-c", $"{Patient.Program} graceful; true");
        program.WaitForLine("ready");
        InspectionLine line = Patient.Eventually(Patient.Subject(program), new SignalsSection(), "SIGTERM", _ => true);
        Assert.Equal(Judgement.Bad, line.Judgement);
        Assert.Contains("is a shell and swallows SIGTERM", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "runc")]
    public void Capabilities_and_shared_namespaces_of_a_container_are_told()
    {
        using RuncContainer first = Patient.Start(new RuncOptions { Arguments = [], HostPids = true, Capabilities = ["CAP_SYS_ADMIN", "CAP_NET_RAW"], User = 0 }, "none");
        InspectionReport report = Intervals(Patient.Subject(first), new RightsSection());
        InspectionLine[] lines = [.. report.Sections.Single().Lines];
        Assert.Equal(("NET_RAW, SYS_ADMIN", Judgement.Warn), lines.Where(line => line.Name == "capabilities").Select(line => (line.Text, line.Judgement)).Single());
        Assert.Contains("seccomp off, no new privileges", lines.Single(line => line.Name == "confinement").Text, StringComparison.Ordinal);
        Assert.Equal("pid namespace with the host", lines.Single(line => line.Name == "shares").Text);
    }

    private static InspectionReport Intervals(Sonde.Inspection.Subjects.InspectionSubject subject, InspectionSection section)
    {
        var inspection = new Inspection(subject, [section]);
        inspection.ReadLifetime();
        return inspection.ReadInterval();
    }

    private static string Tool(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
