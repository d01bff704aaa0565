using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python.Mixed;

/// <summary>Starts programs that call a C extension.</summary>
internal static class MixedPrograms
{
    /// <summary>Interpreters to test with: those that every machine has, and pyenv's, which are shared libraries with symbols.</summary>
    public static TheoryData<string> All => [.. new[] { "3.9", "3.11", "3.13", "3.14", "3.15" }, .. Pyenv.Keys];

    /// <summary>Names installed interpreters to test with besides, each by its prefix, with colons between them.</summary>
    private const string OthersVariable = "SONDE_PYTHONS";

    private static Dictionary<string, string> Pyenv { get; } = FindPyenv();

    /// <summary>The extension for an interpreter, built against its own headers.</summary>
    public static string ExtensionFor(string version)
    {
        string include = Pyenv.TryGetValue(version, out string? root)
            ? Directory.GetDirectories(Path.Combine(root, "include"), "python3*").Single()
            : Path.Combine(Interpreters.UnpackedFolder, "include", $"python{version}");
        return CProgram.Compile("Python/mixed_extension.c", "-shared", "-fPIC", "-O2", "-fno-optimize-sibling-calls", "-w", $"-I{include}");
    }

    /// <summary>Starts a script of <c>tests/TestTargets/Python</c> with the extension as its first argument.</summary>
    public static RunningProgram Start(string version, string script, params string[] arguments)
    {
        string python = Pyenv.TryGetValue(version, out string? root) ? Path.Combine(root, "bin", "python3") : Interpreters.PathOf(version);
        RunningProgram program = RunningProgram.Start(python, [Interpreters.PathOfScript(script), ExtensionFor(version), .. arguments]);
        program.WaitForLine("ready");
        return program;
    }

    private static Dictionary<string, string> FindPyenv()
    {
        string versions = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        string[] roots = Directory.Exists(versions) ? Directory.GetDirectories(versions) : [];
        Dictionary<string, string> found = roots.Where(root => Path.GetFileName(root) is var name && (string[])["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"] is var supported
                && supported.Any(version => name.StartsWith(version + ".", StringComparison.Ordinal)))
            .ToDictionary(root => "pyenv " + Path.GetFileName(root));
        foreach (string prefix in (Environment.GetEnvironmentVariable(OthersVariable) ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            found[prefix] = prefix;
        return found;
    }
}
