using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Sonde.TestTargets;

/// <summary>Compiles C and C++ sources with any compiler into a temporary folder; the same flags only once.</summary>
public static class CompiledProgram
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "sonde-test-programs");

    /// <summary>Compiles a source file of <c>tests/TestTargets</c>.</summary>
    /// <param name="compiler">For example <c>g++</c> or <c>clang</c>.</param>
    /// <param name="source">Its path below <c>tests/TestTargets</c>, for example <c>Native/shop.cpp</c>.</param>
    /// <param name="flags">The compiler's flags.</param>
    /// <returns>The path of the program.</returns>
    /// <exception cref="InvalidOperationException">The compiler did not accept it; the message holds what it said.</exception>
    public static string Compile(string compiler, string source, params string[] flags)
    {
        string path = TargetSources.PathOf(source);
        // Debug information has the source's path: a program of another checkout would name other files.
        string key = string.Join('\0', [compiler, path, File.ReadAllText(path), .. flags]);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
        string folder = Path.Combine(Folder, hash);
        string program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        if (File.Exists(program))
            return program;
        Directory.CreateDirectory(folder);
        // Other test programs may compile the same now: each writes a file of its own, and the rename is atomic.
        string output = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        using Process process = Process.Start(new ProcessStartInfo(compiler, [path, "-o", output, .. flags])
        {
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{compiler} did not start");
        string messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{compiler} failed ({process.ExitCode}): {messages}");
        File.Move(output, program, overwrite: true);
        return program;
    }
}
