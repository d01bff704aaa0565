using System.Runtime.CompilerServices;

namespace Sonde.Profiles.Tests;

/// <summary>Compares a result with a file under <c>Golden/</c>; <c>UPDATE_GOLDEN=1</c> rewrites the file instead.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string actual, [CallerFilePath] string caller = "")
    {
        // Deterministic builds map the source's path away: the folder is found from the program upwards.
        string path = Path.Combine(Folder(Path.GetFileName(caller)), name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing: run the tests once with UPDATE_GOLDEN=1 and look at it");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Folder(string caller)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, caller)))
            folder = Path.GetDirectoryName(folder);
        return Path.Combine(folder ?? throw new DirectoryNotFoundException($"no folder above the tests holds {caller}"), "Golden");
    }
}
