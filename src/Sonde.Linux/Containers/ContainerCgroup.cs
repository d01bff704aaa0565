using System.Buffers;
using Sonde.Linux.Cgroups;

namespace Sonde.Linux.Containers;

/// <summary>What the path of a container's cgroup tells about it.</summary>
/// <param name="Id">Container ID.</param>
/// <param name="Runtime">Whose naming scheme it is.</param>
/// <param name="PodUid">UID of the pod; null outside of Kubernetes.</param>
/// <param name="Path">The container's own cgroup; a process may stand further down.</param>
internal sealed record ContainerCgroup(string Id, ContainerRuntime Runtime, string? PodUid, string Path)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> UidCharacters = SearchValues.Create("0123456789abcdef-");

    /// <summary>Prefixes of the systemd driver's scopes (<c>PREFIX-ID.scope</c>), also between colons (<c>slice:PREFIX:ID</c>).</summary>
    private static readonly (string Prefix, ContainerRuntime Runtime)[] Prefixes =
    [
        ("cri-containerd", ContainerRuntime.Containerd),
        ("nerdctl", ContainerRuntime.Containerd),
        ("crio", ContainerRuntime.CriO),
        ("docker", ContainerRuntime.Docker),
        ("libpod-payload", ContainerRuntime.Podman),
        ("libpod", ContainerRuntime.Podman),
    ];

    /// <summary>
    /// Finds the container that a cgroup belongs to: of nested ones (a cluster in containers) the innermost. Null when it is no
    /// container's. The monitors of CRI-O and Podman (<c>crio-conmon-ID</c>) are not in a container.
    /// </summary>
    public static ContainerCgroup? TryParse(string path)
    {
        var parsed = CgroupPath.Parse(path);
        for (int i = parsed.Names.Count - 1; i >= 0; i--)
        {
            if (!TryParseName(parsed.Names[i], i > 0 ? parsed.Names[i - 1] : "", out string id, out ContainerRuntime runtime))
                continue;
            string? podUid = null;
            for (int j = i; j >= 0 && podUid is null; j--)
                podUid = TryParsePodUid(parsed.Names[j]);
            return new ContainerCgroup(id, runtime, podUid, new CgroupPath(parsed.StepsUp, [.. parsed.Names.Take(i + 1)]).ToString());
        }

        return null;
    }

    private static bool TryParseName(string name, string parent, out string id, out ContainerRuntime runtime)
    {
        if (name.EndsWith(".scope", StringComparison.Ordinal))
            name = name[..^".scope".Length];
        runtime = ContainerRuntime.Unknown;
        id = name.Length >= Container.GeneratedIdLength ? name[^Container.GeneratedIdLength..] : "";
        if (!IsGeneratedId(id))
            return false;
        ReadOnlySpan<char> before = name.AsSpan(0, name.Length - id.Length);
        if (before.IsEmpty)
        {
            // The cgroupfs driver: the ID alone, below a folder that may tell the engine.
            runtime = parent switch
            {
                "docker" => ContainerRuntime.Docker,
                "libpod_parent" or "libpod" => ContainerRuntime.Podman,
                "crio" => ContainerRuntime.CriO,
                _ => ContainerRuntime.Unknown,
            };
            return true;
        }

        if (before[^1] is not ('-' or ':'))
            return false;
        before = before[..^1];
        before = before[(before.LastIndexOf(':') + 1)..];
        foreach ((string prefix, ContainerRuntime candidate) in Prefixes)
        {
            if (before.SequenceEqual(prefix))
            {
                runtime = candidate;
                return true;
            }
        }

        return false;
    }

    private static bool IsGeneratedId(string text) =>
        text.Length == Container.GeneratedIdLength && text.AsSpan().IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>
    /// Takes the UID from <c>podUID</c> (cgroupfs) or <c>kubepods-burstable-podUID.slice</c> (systemd, with underscores).
    /// </summary>
    private static string? TryParsePodUid(string name)
    {
        int slice = name.IndexOf(".slice", StringComparison.Ordinal);
        string stem = slice < 0 ? name : name[..slice];
        int start = stem.StartsWith("pod", StringComparison.Ordinal) ? 0 : stem.LastIndexOf("-pod", StringComparison.Ordinal) + 1;
        if (start == 0 && !stem.StartsWith("pod", StringComparison.Ordinal))
            return null;
        string uid = stem[(start + "pod".Length)..].Replace('_', '-');
        return uid.Length is 32 or 36 && uid.AsSpan().IndexOfAnyExcept(UidCharacters) < 0 ? uid : null;
    }
}
