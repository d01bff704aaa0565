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
    /// <summary>Versions whose headers CI has from Debian's packages (eng/python-versions).</summary>
    public static TheoryData<string> Debian => ["python3.9", "python3.11", "python3.13", "python3.14", "python3.15"];

    [Theory]
    [MemberData(nameof(Debian))]
    public void Tables_agree_with_the_headers(string include) =>
        AssertAgrees(Path.Combine(Interpreters.UnpackedFolder, "include", include));

    [Fact]
    public void Tables_agree_with_all_other_headers_of_this_machine()
    {
        string versions = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        string[] roots = Directory.Exists(versions) ? Directory.GetDirectories(versions) : [];
        string[] includes = [.. ((string[])["/usr", "/usr/local", .. roots])
            .Select(root => Path.Combine(root, "include")).Where(Directory.Exists)
            .SelectMany(include => Directory.GetDirectories(include, "python3.*"))
            .Where(include => File.Exists(Path.Combine(include, "internal", "pycore_gil.h")))
            .Where(include => Find(int.Parse(include.Split('.')[^1], CultureInfo.InvariantCulture)) is not null)];
        Assert.All(includes, AssertAgrees);
    }

    [Fact]
    public void No_version_is_left_out() =>
        Assert.Equal(Enumerable.Range(8, 8), PythonLayouts.All.Select(layout => layout.Offsets.Minor));

    private static PythonLayout? Find(int minor) => PythonLayouts.Find(new PythonVersion(3, minor, null));

    private static void AssertAgrees(string include)
    {
        string[] real = Read(include);
        PythonLayout layout = Find(int.Parse(real[0].Split(' ')[1], CultureInfo.InvariantCulture))!;
        Assert.Equal(real.Order(), Held(layout.Offsets).Concat(Held(layout.Debug)).Order());
        if (layout.FreeThreaded is { } freeThreaded)
            Assert.Equal(Read(include, "-DPy_GIL_DISABLED=1").Order(), Held(freeThreaded).Concat(Held(layout.Debug)).Order());
    }

    private static string[] Read(string include, params string[] options)
    {
        string probe = CProgram.Compile("Python/offsets.c", ["-w", $"-I{include}", $"-I{include}/internal", .. options]);
        using Process process = Process.Start(new ProcessStartInfo(probe) { RedirectStandardOutput = true })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return [.. lines.Where(line => line[0] != '#')];
    }

    private static IEnumerable<string> Held<T>(T? table)
        where T : class => table is null ? [] : typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.PropertyType == typeof(int) && property.CanWrite)
        .Select(property => $"{property.Name} {property.GetValue(table)}");
}
