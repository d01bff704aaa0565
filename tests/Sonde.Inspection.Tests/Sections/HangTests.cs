using System.Diagnostics;
using System.Globalization;
using Sonde.Inspection.Sections;
using Sonde.Inspection.Subjects;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests.Sections;

/// <summary>A thread in uninterruptible sleep, in a read of a real file system that does not answer.</summary>
[Trait("Needs", "root")]
public sealed class HangTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sonde-hang-");

    [Fact]
    public void A_thread_that_waits_for_a_file_system_is_named_with_call_and_file()
    {
        using RunningProgram server = RunningProgram.Start(CProgram.Compile("Inspection/hang.c", "-O1"), _folder.FullName);
        int reader = int.Parse(server.WaitForLine("reader").Split(' ')[1], CultureInfo.InvariantCulture);
        InspectionSubject subject = InspectionSubject.OfProcess(new ProcFileSystem(), new ProcessId(reader));
        InspectionLine line = Patient.Eventually(subject, new ThreadsSection(), "in D", _ => true);
        Assert.Equal(Judgement.Bad, line.Judgement);
        Assert.Contains($": read on {_folder.FullName}/hang", line.Text, StringComparison.Ordinal);
        Assert.StartsWith($"Stuck: thread {reader} (hang)", line.Answer, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        using (Process unmount = Process.Start(new ProcessStartInfo("umount", ["-l", _folder.FullName]) { RedirectStandardError = true })!)
            unmount.WaitForExit();
        _folder.Delete(recursive: true);
    }
}
