using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Sonde.TestTargets;

/// <summary>Compiles C and C++ sources into a temporary folder; the same source with the same flags only once.</summary>
public static class CProgram
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "sonde-test-targets");

    /// <summary>Compiles a source file of <c>tests/TestTargets</c>.</summary>
    /// <param name="source">Its path below <c>tests/TestTargets</c>, for example <c>Native/waiter.c</c>.</param>
    /// <param name="flags">Flags of gcc, for example <c>-static</c> and <c>-O2</c>; libraries (<c>-lm</c>) too.</param>
    /// <returns>The path of the program.</returns>
    public static string Compile(string source, params string[] flags) =>
        CompileWith("gcc", source, flags);

    /// <summary>Compiles a C or C++ source file (<c>.cc</c>) of <c>tests/TestTargets</c> with another compiler.</summary>
    /// <param name="compiler">For example <c>g++</c>, <c>clang-14</c> or <c>musl-gcc</c>.</param>
    /// <param name="source">Its path below <c>tests/TestTargets</c>.</param>
    /// <param name="flags">Flags of the compiler.</param>
    /// <returns>The path of the program.</returns>
    /// <exception cref="InvalidOperationException">The compiler did not accept it; the message holds what it said.</exception>
    public static string CompileWith(string compiler, string source, params string[] flags) => CompileText(
        compiler, Path.GetExtension(source) == ".cc" ? "c++" : "c", Path.GetFileNameWithoutExtension(source),
        File.ReadAllText(TargetSources.PathOf(source)), flags);

    /// <summary>Compiles source text.</summary>
    /// <param name="name">File name of the program.</param>
    /// <param name="source">C source.</param>
    /// <param name="flags">Flags of gcc; <c>-shared</c> gives a library.</param>
    /// <returns>The path of the program.</returns>
    /// <exception cref="InvalidOperationException">gcc did not accept it; the message holds what gcc said.</exception>
    public static string CompileText(string name, string source, params string[] flags) =>
        CompileText("gcc", "c", name, source, flags);

    private static string CompileText(string compiler, string language, string name, string source, string[] flags)
    {
        string key = string.Join('\0', [compiler, language, name, source, .. flags]);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
        string folder = Path.Combine(Folder, hash), program = Path.Combine(folder, name);
        if (File.Exists(program))
            return program;
        Directory.CreateDirectory(folder);
        // Other test programs may compile the same now: each works on files of its own, and the rename is atomic.
        string unique = Guid.NewGuid().ToString("N");
        string input = Path.Combine(folder, $"{unique}.c"), output = Path.Combine(folder, $"{unique}.out");
        File.WriteAllText(input, source);
        try
        {
            // The compiler records the source's file name (STT_FILE): keep it the same for every build.
            RunCompiler(compiler, ["-x", language, "-o", output, $"-ffile-prefix-map={input}={name}.c", input, "-x", "none", .. flags]);
            File.Move(output, program, overwrite: true);
        }
        finally
        {
            File.Delete(input);
            File.Delete(output);
        }

        return program;
    }

    private static void RunCompiler(string compiler, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(compiler, arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{compiler} did not start");
        string messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{compiler} failed ({process.ExitCode}): {messages}");
    }
}
