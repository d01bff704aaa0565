using System.Diagnostics;
using System.Globalization;
using Sonde.Inspection.Sections;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests.Sections;

/// <summary>The same figures as well-known tools give of the same target.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Resident_memory_is_what_top_shows()
    {
        using RunningProgram program = Patient.Run("eat", "40");
        string[] row = TopRow(program);
        InspectionLine resident = Patient.Eventually(Patient.Subject(program), new MemorySection(), "resident", _ => true);
        Assert.Equal(long.Parse(row[5], CultureInfo.InvariantCulture) * 1024, resident.Number("resident"), 64.0 * 1024);
        Assert.Equal("S", row[7]);
    }

    [Fact]
    public void Used_cpu_time_is_what_top_shows()
    {
        const double Centisecond = 0.01;
        using RunningProgram program = Patient.Run("spin", "1");
        double before = Used(program);
        string[] row = TopRow(program);
        double after = Used(program);
        // TIME+ is minutes, seconds and hundredths; it never goes back, so that it lies between the readings before and after it.
        string[] time = row[10].Split(':', '.');
        double shown = (60 * Number(time[0])) + Number(time[1]) + (Number(time[2]) * Centisecond);
        Assert.InRange(shown, before - Centisecond, after + Centisecond);
        Assert.Equal("R", row[7]);
    }

    [Fact]
    public void Disks_have_read_and_written_as_much_as_iostat_says()
    {
        Dictionary<string, DiskStat> before = DiskStat.ReadAll(new ProcFileSystem()).ToDictionary(disk => disk.Name);
        // Device tps kB_read/s kB_wrtn/s kB_dscd/s kB_read kB_wrtn kB_dscd, since boot.
        string[][] rows =
        [
            .. Output("iostat", "-d", "-k").Split('\n').SkipWhile(line => !line.StartsWith("Device", StringComparison.Ordinal)).Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row.Length >= 7 && before.ContainsKey(row[0])),
        ];
        Dictionary<string, DiskStat> after = DiskStat.ReadAll(new ProcFileSystem()).ToDictionary(disk => disk.Name);
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            DiskStat then = before[row[0]], now = after[row[0]];
            Assert.InRange((long)Number(row[5]), then.ReadSectors * DiskStat.SectorBytes / 1024, now.ReadSectors * DiskStat.SectorBytes / 1024);
            Assert.InRange((long)Number(row[6]), then.WrittenSectors * DiskStat.SectorBytes / 1024, now.WrittenSectors * DiskStat.SectorBytes / 1024);
        });
    }

    private static double Used(RunningProgram program) =>
        Patient.Eventually(Patient.Subject(program), new CpuSection(), "used", line => line.Reason.StartsWith("by 1 process", StringComparison.Ordinal)).Number("used");

    /// <summary>PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND; without -e RES is in KiB.</summary>
    private static string[] TopRow(RunningProgram program) =>
        Output("top", "-b", "-n", "1", "-p", program.Id.ToString(CultureInfo.InvariantCulture)).Split('\n').Select(line => line.Trim())
            .Single(line => line.StartsWith($"{program.Id} ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Output(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C", ["TERM"] = "dumb" } };
        using Process process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd();
    }
}
