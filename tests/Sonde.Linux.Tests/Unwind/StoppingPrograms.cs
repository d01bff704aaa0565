using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>Builds programs that stop themselves for a debugger (<c>TestTargets/Unwind/stops.h</c>).</summary>
internal static class StoppingPrograms
{
    /// <summary>Builds a program with a C or C++ compiler, <c>rustc</c> or <c>go</c>.</summary>
    public static string Build(string compiler, string source, string[] flags) => compiler switch
    {
        "rustc" => Rust(source, flags),
        "go" => Go(source, flags),
        _ => CProgram.CompileWith(compiler, source, [$"-I{HeaderFolder}", .. flags]),
    };

    private static string HeaderFolder => Path.GetDirectoryName(TargetSources.PathOf("Unwind/stops.h"))!;

    private static string Rust(string source, string[] flags)
    {
        string timer = CProgram.CompileText("stops", "#include \"stops.h\"", $"-I{HeaderFolder}", "-O1", "-c");
        // Debian's, whichever else there is.
        return Run("/usr/bin/rustc", source, flags, output => [.. flags, "-C", $"link-arg={timer}", "-o", output]);
    }

    private static string Go(string source, string[] flags) => Run("/usr/bin/go", source, flags, output => ["build", .. flags, "-o", output]);

    private static string Run(string compiler, string source, string[] flags, Func<string, string[]> arguments)
    {
        string path = TargetSources.PathOf(source);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [compiler, File.ReadAllText(path), .. flags])));
        string program = Path.Combine(Path.GetTempPath(), $"sonde-stopping-{Convert.ToHexStringLower(hash)[..16]}");
        if (File.Exists(program))
            return program;
        string output = $"{program}-{Environment.ProcessId}";
        using Process process = Process.Start(new ProcessStartInfo(compiler, [.. arguments(output), path])
        {
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{compiler} did not start");
        string messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{compiler} {string.Join(' ', flags)}: {messages}");
        File.Move(output, program, overwrite: true);
        return program;
    }
}
