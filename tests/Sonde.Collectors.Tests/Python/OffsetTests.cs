using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Sonde.Collectors.Python;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>The tables of offsets are those of the real headers.</summary>
[Trait("Needs", "python3.13")]
public sealed class OffsetTests
{
    private static readonly Dictionary<int, PythonOffsets> Tables = new()
    {
        [11] = CPython311.Offsets,
        [12] = CPython312.Offsets,
        [13] = CPython313.Offsets,
    };

    [Theory]
    [InlineData("python3.11")]
    [InlineData("python3.13")]
    public void Tables_agree_with_the_headers(string include) =>
        AssertAgrees(Path.Combine(Interpreters.UnpackedFolder, "include", include));

    [Fact]
    public void Tables_agree_with_all_other_headers_of_this_machine()
    {
        string versions = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        string[] roots = Directory.Exists(versions) ? Directory.GetDirectories(versions) : [];
        string[] includes = [.. ((string[])["/usr", "/usr/local", .. roots])
            .Select(root => Path.Combine(root, "include")).Where(Directory.Exists)
            .SelectMany(include => Directory.GetDirectories(include, "python3.1?"))
            .Where(include => File.Exists(Path.Combine(include, "internal", "pycore_frame.h")))
            .Where(include => Tables.ContainsKey(int.Parse(include[^2..], CultureInfo.InvariantCulture)))];
        Assert.All(includes, AssertAgrees);
    }

    private static void AssertAgrees(string include)
    {
        string probe = CProgram.Compile("Python/offsets.c", "-w", $"-I{include}", $"-I{include}/internal");
        using Process process = Process.Start(new ProcessStartInfo(probe) { RedirectStandardOutput = true })!;
        Dictionary<string, int> real = process.StandardOutput.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        process.WaitForExit();
        PythonOffsets table = Tables[real["Minor"]];
        Dictionary<string, int> held = typeof(PythonOffsets).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(int))
            .ToDictionary(property => property.Name, property => (int)property.GetValue(table)!);
        Assert.Equal(real.OrderBy(pair => pair.Key), held.OrderBy(pair => pair.Key));
    }
}
