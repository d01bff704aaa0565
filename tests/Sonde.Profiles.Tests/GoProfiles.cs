using System.Diagnostics;
using System.IO.Compression;
using Sonde.Profiles.Formats;
using Sonde.TestTargets;

namespace Sonde.Profiles.Tests;

/// <summary>CPU and heap profiles that a Go program wrote about itself, and what <c>go tool pprof</c> says of profiles.</summary>
public sealed class GoProfiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-go-").FullName;

    /// <summary>Builds and runs the program.</summary>
    public GoProfiles()
    {
        string program = Path.Combine(_folder, "burn");
        Run("go", "build", "-o", program, TargetSources.PathOf("Formats/burn.go"));
        Run(program, Cpu, Heap);
    }

    public string Cpu => Path.Combine(_folder, "cpu.pb.gz");

    public string Heap => Path.Combine(_folder, "heap.pb.gz");

    public static Profile Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return ProfileFormats.Read(stream);
    }

    /// <summary>Writes a profile as a pprof file.</summary>
    public string Write(Profile profile)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".pb.gz");
        using FileStream stream = File.Create(path);
        ProfileFormats.FindWriter("pprof")!.Write(profile, stream);
        return path;
    }

    /// <summary>The message inside a file.</summary>
    public static byte[] Message(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>What <c>go tool pprof</c> prints; nothing is trimmed.</summary>
    public string Pprof(string file, params string[] arguments) => Run(
        "go", ["tool", "pprof", "-nodefraction=0", "-edgefraction=0", "-nodecount=100000", .. arguments, file]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Nothing of the user's own Go is read or written but its build cache.
        start.Environment["PPROF_TMPDIR"] = _folder;
        start.Environment["HOME"] = _folder;
        start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "sonde-test-gocache");
        start.Environment["GO111MODULE"] = "off";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {errors.Result}");
    }
}
