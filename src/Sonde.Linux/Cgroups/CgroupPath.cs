using System.Globalization;

namespace Sonde.Linux.Cgroups;

/// <summary>
/// A cgroup path relative to the root of a cgroup namespace: so many steps up from that root, then names down.
/// </summary>
internal readonly record struct CgroupPath(int StepsUp, IReadOnlyList<string> Names)
{
    public static CgroupPath Parse(string path)
    {
        int up = 0;
        var names = new List<string>();
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name != "..")
                names.Add(name);
            else if (names.Count > 0)
                names.RemoveAt(names.Count - 1);
            else
                up++;
        }

        return new CgroupPath(up, names);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{string.Concat(Enumerable.Repeat("/..", StepsUp))}/{string.Join('/', Names)}");
}
