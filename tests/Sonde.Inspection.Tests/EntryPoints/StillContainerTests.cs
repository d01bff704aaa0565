using System.Diagnostics;
using Sonde.Inspection.EntryPoints;
using Sonde.Linux;
using Sonde.Linux.Images;
using Sonde.Linux.Tests.Images;

namespace Sonde.Inspection.Tests.EntryPoints;

/// <summary>Images and root folders that do not run.</summary>
public sealed class StillContainerTests : IDisposable
{
    private readonly ImageFile _file = new();

    [Fact]
    public void A_real_program_with_its_libraries_starts_from_an_image_and_a_whiteout_takes_one_away()
    {
        string[] libraries = Ldd("/bin/ls");
        (string, byte[])[] files = [.. libraries.Append("/bin/ls").Append("/lib64/ld-linux-x86-64.so.2").Select(path => (path.TrimStart('/'), File.ReadAllBytes(path)))];
        _file.Layer(ImageFile.Gzip(ImageFile.Files(files)));
        using (OciImage image = Open(_file.Save("""{"Cmd":["ls","-l"],"Env":["PATH=/usr/bin:/bin"]}""")))
        {
            InspectionReport report = StillContainer.Inspect(image, "app.tar", null);
            Assert.Equal(("Nothing stands out", Judgement.Ok), (report.Answer, report.Judgement));
            Assert.Contains(Lines(report), line => line.Text.StartsWith("/bin/ls finds its loader and ", StringComparison.Ordinal));
            Assert.StartsWith("Cannot start: there is no sh in PATH", StillContainer.Inspect(image, "app.tar", "sh").Answer, StringComparison.Ordinal);
        }

        string gone = libraries[0];
        _file.Layer(ImageFile.Tar(($"{Path.GetDirectoryName(gone)!.TrimStart('/')}/.wh.{Path.GetFileName(gone)}", "")));
        using OciImage changed = Open(_file.Save("""{"Cmd":["/bin/ls"]}"""));
        Assert.StartsWith($"Cannot start: {Path.GetFileName(gone)} is not found", StillContainer.Inspect(changed, "app.tar", null).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_in_shell_form_is_a_warning()
    {
        _file.Layer(ImageFile.Files(("bin/sh", File.ReadAllBytes(Patient.Program))));
        using OciImage image = Open(_file.SaveLayout("""{"Entrypoint":["/bin/sh","-c","node server.js"],"User":"1000"}"""));
        InspectionReport report = StillContainer.Inspect(image, "layout", null);
        Assert.Equal("The program is started by a shell, which swallows SIGTERM", report.Answer);
        Assert.Contains(Lines(report), line => line is { Name: "user", Text: "1000" });
    }

    [Fact]
    public void A_root_folder_takes_its_command_from_the_bundle_beside_it()
    {
        DirectoryInfo bundle = Directory.CreateTempSubdirectory("sonde-bundle-");
        try
        {
            string root = bundle.CreateSubdirectory("rootfs").FullName, config = Path.Combine(bundle.FullName, "config.json");
            File.WriteAllText(config, """{"process":{"args":["./run","x"],"cwd":"/srv","env":["PATH=/bin"]}}""");
            Directory.CreateDirectory(root + "/srv");
            File.Copy(Patient.Program, root + "/srv/run");
            ContainerCommand? command = OciBundleConfig.TryRead(config);
            Assert.Contains(Lines(StillContainer.Inspect(root, command, null)), line => line.Text == "/srv/./run is static and needs no library");
            Assert.StartsWith("Cannot start: there is no /other", StillContainer.Inspect(root, command, "/other").Answer, StringComparison.Ordinal);
            Assert.Contains("name one with --entrypoint", Assert.Throws<TargetException>(() => StillContainer.Inspect(root, null, null)).Message, StringComparison.Ordinal);
            Assert.Throws<TargetException>(() => StillContainer.Inspect(root + "/nowhere", null, null));
        }
        finally
        {
            bundle.Delete(recursive: true);
        }
    }

    public void Dispose() => _file.Dispose();

    private static OciImage Open(string path) => OciImage.Open(path, TestContext.Current.CancellationToken);

    private static IEnumerable<InspectionLine> Lines(InspectionReport report) => report.Sections.SelectMany(section => section.Lines);

    private static string[] Ldd(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true })!;
        return
        [
            .. process.StandardOutput.ReadToEnd().Split('\n').Where(line => line.Contains(" => /", StringComparison.Ordinal)).Select(line => line.Split(" => ")[1].Split(' ')[0]),
        ];
    }
}
