using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Sonde.Architecture.Tests;

/// <summary>
/// The image that <c>eng/image</c> makes is the one of <c>deploy/Dockerfile</c>: its files are laid out by the same script, and the rest is what
/// the Dockerfile says.
/// </summary>
public sealed class ImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-image-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_image_without_Docker_is_the_one_of_the_Dockerfile()
    {
        string[] dockerfile = File.ReadAllLines(Path.Combine(Repository.Root, "deploy/Dockerfile"));
        Dictionary<string, JsonElement> blobs = Make();

        JsonElement config = blobs.Values.Single(blob => blob.TryGetProperty("rootfs", out _)).GetProperty("config");
        Assert.Contains("RUN /build/image-root /build/sonde /root-of-image", dockerfile);
        Assert.Contains($"USER {config.GetProperty("User").GetString()}", dockerfile);
        Assert.Contains($"ENTRYPOINT {config.GetProperty("Entrypoint").GetRawText()}", dockerfile);
        Assert.Contains($"CMD {config.GetProperty("Cmd").GetRawText()}", dockerfile);
        Assert.Contains($"ENV {string.Join(' ', config.GetProperty("Env").EnumerateArray())}", dockerfile);
        string labels = string.Join(' ', config.GetProperty("Labels").EnumerateObject().Select(label => $"{label.Name}={label.Value}"));
        Assert.Equal(Assert.Single(dockerfile, line => line.StartsWith("LABEL ", StringComparison.Ordinal)).Replace("$VERSION", "", StringComparison.Ordinal), $"LABEL {labels}");
        // Numbers, so that a pod may demand a user other than root.
        Assert.Equal("65532:65532", config.GetProperty("User").GetString());
    }

    [Fact]
    public void It_holds_the_program_what_it_is_linked_to_and_the_tools_and_nothing_else()
    {
        Make();
        using var file = new GZipStream(File.OpenRead(Directory.GetFiles(Path.Combine(_folder, "blobs/sha256")).MaxBy(path => new FileInfo(path).Length)!), CompressionMode.Decompress);
        using var tar = new TarReader(file);
        var files = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            Assert.True(entry is { Uid: 0, Gid: 0 }, entry.Name);
            Assert.Equal(UnixFileMode.None, entry.Mode & (UnixFileMode.SetUser | UnixFileMode.SetGroup | (entry.EntryType == TarEntryType.SymbolicLink ? 0 : UnixFileMode.OtherWrite)));
            if (entry.EntryType == TarEntryType.RegularFile)
                files.Add(entry.Name);
        }

        Assert.Contains("./usr/bin/sonde", files);
        Assert.Contains(files, name => name.EndsWith("/libc.so.6", StringComparison.Ordinal));
        Assert.Equal(["./etc/passwd", "./usr/bin/busybox"], files.Where(name => !name.Contains("/lib", StringComparison.Ordinal) && name != "./usr/bin/sonde").Order(StringComparer.Ordinal));
    }

    /// <summary>Makes an image of a small program and unpacks it.</summary>
    private Dictionary<string, JsonElement> Make()
    {
        string archive = Path.Combine(_folder, "image.tar");
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng/image"), [archive]) { RedirectStandardError = true, RedirectStandardOutput = true };
        (start.Environment["SONDE_PROGRAM"], start.Environment["SONDE_TAG"]) = ("/bin/true", "test");
        using Process made = Process.Start(start)!;
        Task<string> said = made.StandardOutput.ReadToEndAsync();
        string errors = made.StandardError.ReadToEnd();
        made.WaitForExit();
        Assert.True(made.ExitCode == 0, errors);
        Assert.Contains("MiB compressed (limit: 60)", said.Result, StringComparison.Ordinal);
        TarFile.ExtractToDirectory(archive, _folder, overwriteFiles: false);
        return Directory.GetFiles(Path.Combine(_folder, "blobs/sha256"))
            .Where(path => File.ReadAllBytes(path) is [(byte)'{', ..])
            .ToDictionary(path => Path.GetFileName(path), path => JsonDocument.Parse(File.ReadAllText(path)).RootElement);
    }
}
