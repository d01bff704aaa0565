using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Sonde.Linux.Elf;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>Builds the programs, each kind once.</summary>
internal static class Programs
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "sonde-accuracy");

    /// <summary>Compiles C or C++.</summary>
    public static string C(string compiler, string source, string flags) =>
        CompiledProgram.Compile(compiler, source, flags.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Compiles Rust with Debian's compiler, whichever else there is.</summary>
    public static string Rust(string flags) => Build("Accuracy/shares.rs", flags, (source, output) =>
        Execute("/usr/bin/rustc", [.. flags.Split(' '), "-o", output, source]));

    /// <summary>Compiles Go.</summary>
    public static string Go(string source, string flags = "") => Build(source, flags, (path, output) =>
        Execute("/usr/bin/go", ["build", .. flags.Split(';', StringSplitOptions.RemoveEmptyEntries), "-o", output, path]));

    /// <summary>A program that is committed, because no package has its compiler; version control need not keep that it may be executed.</summary>
    public static string Committed(string name) => Build(name, "committed", (path, output) => Execute("install", ["-m", "755", path, output]));

    /// <summary>Splits debug information off into a file beside the program, which it names.</summary>
    public static string WithDebugLink(string program) => Build(program, "debuglink", (path, output) =>
    {
        string debug = Path.Combine(Path.GetDirectoryName(output)!, "linked.debug");
        Execute("objcopy", ["--only-keep-debug", path, debug]);
        Execute("objcopy", ["--strip-all", $"--add-gnu-debuglink={debug}", path, output]);
    });

    /// <summary>Splits debug information off into a folder that is laid out by build ID.</summary>
    public static string WithDebugFolder(string program) => Build(program, "build-id", (path, output) =>
    {
        using ElfFile file = ElfFile.Open(path);
        string place = Path.Combine(DebugFolderOf(output), ".build-id", file.BuildId[..2]);
        Directory.CreateDirectory(place);
        Execute("objcopy", ["--only-keep-debug", path, Path.Combine(place, $"{file.BuildId[2..]}.debug")]);
        Execute("strip", ["-s", "-o", output, path]);
    });

    /// <summary>The folder that <see cref="WithDebugFolder"/> makes for a program.</summary>
    public static string DebugFolderOf(string program) => Path.Combine(Path.GetDirectoryName(program)!, "debug");

    private static string Build(string source, string flags, Action<string, string> build)
    {
        string path = File.Exists(source) ? source : TargetSources.PathOf(source);
        byte[] hash = SHA256.HashData([.. Encoding.UTF8.GetBytes($"{path}\0{flags}\0"), .. File.ReadAllBytes(path)]);
        string folder = Path.Combine(Folder, Convert.ToHexStringLower(hash)[..16]);
        string program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        if (File.Exists(program))
            return program;
        Directory.CreateDirectory(folder);
        string output = Path.Combine(folder, $"new-{Environment.ProcessId}");
        build(path, output);
        File.Move(output, program, overwrite: true);
        return program;
    }

    private static void Execute(string tool, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{tool} did not start");
        string messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{tool} failed ({process.ExitCode}): {messages}");
    }
}
