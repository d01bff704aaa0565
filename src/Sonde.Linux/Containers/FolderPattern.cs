using Sonde.Linux.Cgroups;

namespace Sonde.Linux.Containers;

/// <summary>Finds folders by a path in which a whole component may be <c>*</c>.</summary>
internal static class FolderPattern
{
    /// <summary>The folders that are there.</summary>
    public static IEnumerable<string> Expand(string root, string pattern)
    {
        IEnumerable<string> folders = [root];
        foreach (string name in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folders = name == "*"
                ? folders.SelectMany(folder => CgroupDirectory.Subdirectories(folder))
                : folders.Select(folder => $"{folder}/{name}");
        }

        return folders.Where(Directory.Exists);
    }
}
