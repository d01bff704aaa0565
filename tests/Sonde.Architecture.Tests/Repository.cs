namespace Sonde.Architecture.Tests;

/// <summary>Finds the checked-out repository and what was built from it.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Sonde.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Projects under src, each with the name of its assembly.</summary>
    public static IReadOnlyList<(string Project, string Assembly)> Rooms { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(p => (p, AssemblyName(p)))];

    /// <summary>Source files under a folder that a person wrote, by path relative to the root.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(string folder = "src") =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file)
        where !path.Split('/').Any(part => part is "bin" or "obj")
        orderby path
        select (path, File.ReadAllText(file));

    /// <summary>The built assembly of a room. The test project references Sonde.Cli, so all lie beside the test.</summary>
    public static BuiltAssembly Built(string assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        Assert.True(File.Exists(path), $"{assembly}.dll is not beside the test: reference its project from Sonde.Cli or from the test");
        return BuiltAssembly.Read(path);
    }

    private static string AssemblyName(string project) =>
        System.Xml.Linq.XDocument.Load(project).Descendants("AssemblyName").FirstOrDefault()?.Value
        ?? Path.GetFileNameWithoutExtension(project);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sonde.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} holds Sonde.slnx");
    }
}
