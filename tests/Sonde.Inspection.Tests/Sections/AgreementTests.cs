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
        // PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND; -E and -e are off: RES is in KiB.
        string[] row = Output("top", "-b", "-n", "1", "-p", program.Id.ToString(CultureInfo.InvariantCulture)).Split('\n').Select(line => line.Trim())
            .Single(line => line.StartsWith($"{program.Id} ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        InspectionLine resident = Patient.Eventually(Patient.Subject(program), new MemorySection(), "resident", _ => true);
        Assert.Equal(long.Parse(row[5], CultureInfo.InvariantCulture) * 1024, resident.Number("resident"), 64.0 * 1024);
        Assert.Equal("S", row[7]);
    }

    [Fact]
    public void Disks_have_read_as_much_as_iostat_says()
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
            long kibibytes = long.Parse(row[5], CultureInfo.InvariantCulture);
            Assert.InRange(kibibytes, before[row[0]].ReadSectors * DiskStat.SectorBytes / 1024, after[row[0]].ReadSectors * DiskStat.SectorBytes / 1024);
        });
    }

    private static string Output(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C", ["TERM"] = "dumb" } };
        using Process process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd();
    }
}
