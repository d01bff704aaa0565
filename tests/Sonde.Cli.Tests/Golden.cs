namespace Sonde.Cli.Tests;

/// <summary>Compares texts with the files under Golden/; UPDATE_GOLDEN=1 rewrites them.</summary>
internal static class Golden
{
    private static readonly string Folder = Path.Combine(FindRepository(), "tests", "Sonde.Cli.Tests", "Golden");

    public static void Equal(string name, string actual)
    {
        string path = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"there is no {path}: run with UPDATE_GOLDEN=1 and read what it writes");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sonde.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no clone of the repository");
    }
}
