namespace Sonde.Collectors.Session.Targets;

/// <summary>What runs in one cgroup of this machine and in those below it.</summary>
/// <param name="Query">Its directory, its path below the cgroup file system's root, or the last name of the path.</param>
public sealed record CgroupTarget(string Query) : Target
{
    /// <inheritdoc/>
    public override string Text => $"cgroup {Query}";
}
