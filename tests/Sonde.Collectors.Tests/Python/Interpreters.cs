using System.Diagnostics;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>
/// The interpreters that tests run: Debian's 3.11, which is static and stripped, those of its other releases
/// (<c>eng/python-versions</c>), and where pyenv has them the versions in between.
/// </summary>
internal static class Interpreters
{
    public const string Python311 = "/usr/bin/python3.11";

    /// <summary>Names the path of a python3.13 and spares the tests to run <c>eng/python-versions</c>.</summary>
    private const string Python313Variable = "SONDE_PYTHON313";

    private static readonly string[] Debian = ["3.9", "3.11", "3.13", "3.14", "3.15"];

    /// <summary>Versions that Debian's suites do not have, where pyenv has them.</summary>
    private static readonly Dictionary<string, string> Pyenv = FindPyenv();

    private static readonly Lazy<string> Unpacked = new(Unpack);

    /// <summary>The versions to run each test with.</summary>
    public static TheoryData<string> All => [.. Debian.Concat(Pyenv.Keys).OrderBy(version => Version.Parse(version))];

    /// <summary>The path of an interpreter.</summary>
    public static string PathOf(string version) => version == "3.11" ? Python311
        : Pyenv.TryGetValue(version, out string? other) ? other
        : version is not "3.13" ? Path.Combine(Path.GetDirectoryName(Unpacked.Value)!, $"python{version}")
        : Environment.GetEnvironmentVariable(Python313Variable) is { Length: > 0 } path ? path : Unpacked.Value;

    /// <summary>Where <c>eng/python-versions</c> unpacks: <c>root/</c> and <c>include/</c>.</summary>
    public static string UnpackedFolder => Path.GetDirectoryName(Path.GetDirectoryName(Unpacked.Value))!;

    /// <summary>Starts a script of <c>tests/TestTargets/Python</c> and waits until it says that it is ready.</summary>
    public static RunningProgram Start(string version, string script, params string[] arguments)
    {
        RunningProgram program = RunningProgram.Start(PathOf(version), [PathOfScript(script), .. arguments]);
        program.WaitForLine("ready");
        return program;
    }

    /// <summary>Debian's versions whose unpacked packages can be the root of a container.</summary>
    public static TheoryData<string> Containable => [.. Debian];

    /// <summary>What a function is called in a version: before 3.11 code objects keep only the last part of the qualified name.</summary>
    public static string NameOf(string version, string qualifiedName) =>
        IsBefore311(version) ? qualifiedName.Split('.')[^1] : qualifiedName;

    /// <summary>Before 3.11 frames are objects, and code objects have no qualified name.</summary>
    public static bool IsBefore311(string version) => Version.Parse(version) < new Version(3, 11);

    public static string PathOfScript(string script) => TargetSources.PathOf($"Python/{script}");

    private static Dictionary<string, string> FindPyenv()
    {
        string versions = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        string[] installed = Directory.Exists(versions) ? Directory.GetDirectories(versions, "3.*") : [];
        var found = new Dictionary<string, string>();
        foreach (string folder in installed.Order(StringComparer.Ordinal))
        {
            string version = string.Join('.', Path.GetFileName(folder).Split('.').Take(2));
            string path = Path.Combine(folder, "bin", $"python{version}");
            if (!Debian.Contains(version) && Version.Parse(version) >= new Version(3, 8) && File.Exists(path))
                found[version] = path;
        }

        return found;
    }

    private static string Unpack()
    {
        string script = Path.Combine(RepositoryRoot(), "eng", "python-versions");
        using Process process = Process.Start(new ProcessStartInfo(script)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{script} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string path = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0
            ? path
            : throw new InvalidOperationException($"there is no python3.13; {script} failed: {errors.Result}");
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Sonde.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run inside of the repository");
    }
}
