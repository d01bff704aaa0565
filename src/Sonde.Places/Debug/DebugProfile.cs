using System.Text.Json.Nodes;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug;

/// <summary>
/// What a container for debugging may do (<c>--profile</c>), with the meanings of kubectl. In one thing it differs: capabilities are of no
/// use to a user other than root, so that profiles that add some run as root.
/// </summary>
public abstract class DebugProfile
{
    /// <summary>Every profile, the most useful beside a container first.</summary>
    public static IReadOnlyList<DebugProfile> All { get; } =
    [
        new Profiles.GeneralProfile(), new Profiles.SysadminProfile(), new Profiles.NetadminProfile(), new Profiles.BaselineProfile(),
        new Profiles.RestrictedProfile(), new Profiles.LegacyProfile(),
    ];

    /// <summary>What <c>auto</c> tries beside a container.</summary>
    public static IReadOnlyList<DebugProfile> BesideContainer { get; } =
        [new Profiles.GeneralProfile(), new Profiles.BaselineProfile(), new Profiles.RestrictedProfile()];

    /// <summary>What <c>auto</c> tries on a node.</summary>
    public static IReadOnlyList<DebugProfile> OnNode { get; } =
        [new Profiles.SysadminProfile(), new Profiles.GeneralProfile(), new Profiles.BaselineProfile(), new Profiles.RestrictedProfile()];

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>What it may do, for help and messages.</summary>
    public abstract string Meaning { get; }

    /// <summary>The container's <c>securityContext</c>; null for none.</summary>
    /// <param name="target">The container beside which it runs; null for none.</param>
    public abstract JsonObject? Security(PodContainer? target);

    /// <summary>The same on a node.</summary>
    public abstract NodePod OnTo(NodePod pod);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Meaning})";

    /// <summary>Root with more capabilities than the runtime gives by itself.</summary>
    private protected static JsonObject RootWith(params IReadOnlyList<string> capabilities) => new()
    {
        ["runAsUser"] = 0,
        ["runAsNonRoot"] = false,
        ["capabilities"] = new JsonObject { ["add"] = Spec.Texts(capabilities) },
    };

    /// <summary>The target's own user, who alone may read its files through <c>/proc</c>.</summary>
    private protected static JsonObject AsTarget(JsonObject security, PodContainer? target)
    {
        if (target?.User is { } user)
            security["runAsUser"] = user;
        if (target?.Group is { } group)
            security["runAsGroup"] = group;
        return security;
    }

    /// <summary>A pod that shares everything with its node.</summary>
    private protected static NodePod Sharing(NodePod pod, HostAccess host) =>
        pod with { SharesProcesses = true, SharesNetwork = true, SharesIpc = true, Host = host, User = 0 };
}
