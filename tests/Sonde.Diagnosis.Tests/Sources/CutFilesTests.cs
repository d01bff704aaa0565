using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests.Sources;

/// <summary>A file that was cut says so, and what it does not hold is not taken for absent.</summary>
public sealed class CutFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-cut").FullName;

    public static TheoryData<string> Names => [.. Recording.All.Select(recording => recording.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cut_recording_blames_nothing_for_being_absent(string name)
    {
        string folder = Recording.All.Single(one => one.Name == name).Folder;
        string[] whole = [.. Absent(await DiagnoseAsync(new FolderSource(folder)))];
        byte[] objects = await File.ReadAllBytesAsync(Path.Combine(folder, "objects.json"), TestContext.Current.CancellationToken);
        foreach (int percent in (int[])[15, 40, 65, 90])
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder, "objects.json"), objects[..(objects.Length * percent / 100)], TestContext.Current.CancellationToken);
            DiagnosisResult cut = await DiagnoseAsync(new FolderSource(_folder));
            Assert.Contains(cut.BlindSpots, spot => spot.Why.StartsWith("is damaged after", StringComparison.Ordinal));
            Assert.All(Absent(cut), one => Assert.Contains(one, whole));
        }
    }

    [Fact]
    public async Task A_cut_snapshot_says_so_and_declares_nothing_complete()
    {
        string path = Path.Combine(_folder, "cut.tar.gz");
        byte[] objects = Encoding.UTF8.GetBytes("""{"items":[{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web","namespace":"a"},"spec":{"ingressClassName":"nginx"}},{"apiV""");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
        {
            Write(tar, "manifest.json", """{"apiVersion":"sonde.dev/v1","kind":"Snapshot","capturedAt":"2026-01-02T12:00:00Z","complete":["IngressClass","Service/a"]}"""u8.ToArray());
            Write(tar, "objects.json", objects);
        }

        DiagnosisResult cut = await DiagnoseAsync(new SnapshotSource(path));
        Assert.Empty(cut.Roots);
        Assert.Contains(cut.BlindSpots, spot => spot.Why.StartsWith("is damaged after 1 objects", StringComparison.Ordinal));
    }

    private static void Write(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });

    private static IEnumerable<string> Absent(DiagnosisResult diagnosis) => diagnosis.Roots
        .Select(root => root.Finding.Rule).Where(rule => rule.EndsWith("-missing", StringComparison.Ordinal));

    private static async Task<DiagnosisResult> DiagnoseAsync(IClusterSource source)
    {
        var builder = new ClusterBuilder();
        await source.ReadAsync(builder, TestContext.Current.CancellationToken);
        return Diagnoser.Diagnose(builder.Build());
    }
}
