using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Sonde.TestTargets;

/// <summary>Compiles C sources with gcc into a temporary folder; the same source with the same flags only once.</summary>
public static class CProgram
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "sonde-test-targets");

    /// <summary>Compiles a source file of <c>tests/TestTargets</c>.</summary>
    /// <param name="source">Its path below <c>tests/TestTargets</c>, for example <c>Native/waiter.c</c>.</param>
    /// <param name="flags">Flags of gcc, for example <c>-static</c> and <c>-O2</c>; libraries (<c>-lm</c>) too.</param>
    /// <returns>The path of the program.</returns>
    public static string Compile(string source, params string[] flags) =>
        CompileText(Path.GetFileNameWithoutExtension(source), File.ReadAllText(TargetSources.PathOf(source)), flags);

    /// <summary>Compiles source text.</summary>
    /// <param name="name">File name of the program.</param>
    /// <param name="source">C source.</param>
    /// <param name="flags">Flags of gcc; <c>-shared</c> gives a library.</param>
    /// <returns>The path of the program.</returns>
    /// <exception cref="InvalidOperationException">gcc did not accept it; the message holds what gcc said.</exception>
    public static string CompileText(string name, string source, params string[] flags)
    {
        string key = string.Join('\0', [name, source, .. flags]);
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
            RunCompiler(["-x", "c", "-o", output, $"-ffile-prefix-map={input}={name}.c", input, "-x", "none", .. flags]);
            File.Move(output, program, overwrite: true);
        }
        finally
        {
            File.Delete(input);
            File.Delete(output);
        }

        return program;
    }

    private static void RunCompiler(IEnumerable<string> arguments)
    {
        using Process compiler = Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("gcc did not start");
        string messages = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"gcc failed ({compiler.ExitCode}): {messages}");
    }
}
