using System.Globalization;
using System.Text.Json;
using Sonde.Places.Pods;

namespace Sonde.Places.Ephemeral;

/// <summary>As whom an agent runs in a pod, and with which privileges.</summary>
/// <param name="User">The user.</param>
/// <param name="Group">Its main group; null for the image's.</param>
/// <param name="Capabilities">Capabilities beyond the runtime's own; without any, a user other than root gives up all.</param>
/// <param name="IsRestricted">
/// Accepts the runtime's seccomp profile, as the <c>restricted</c> level of the Pod Security Standards wants: it forbids perf events.
/// </param>
public sealed record AgentIdentity(long User, long? Group, IReadOnlyList<string> Capabilities, bool IsRestricted)
{
    /// <summary>A user that is nobody in particular, as distroless images use it.</summary>
    private const long Anybody = 65532;

    /// <summary>
    /// Root that may read every process of the pod (SYS_PTRACE) and sample it (PERFMON, Linux 5.8): what sees most. The capabilities that a
    /// runtime gives by itself stay, because a process with more of them than the reader may not be read.
    /// </summary>
    public static AgentIdentity Root { get; } = new(0, 0, ["SYS_PTRACE", "PERFMON"], IsRestricted: false);

    /// <summary>As the target, whose processes are all that it can read: the kernel wants user and group to be the same.</summary>
    /// <param name="user">The target's user.</param>
    /// <param name="group">The target's main group; null when not known.</param>
    /// <param name="isRestricted">Accept the runtime's seccomp profile.</param>
    public static AgentIdentity Same(long user, long? group, bool isRestricted) => new(user, group, [], isRestricted);

    /// <summary>It has rights that the target's own user has not.</summary>
    public bool IsPrivileged => Capabilities.Count > 0;

    /// <summary>What to try, in this order, when admission refuses the one before.</summary>
    /// <param name="target">The container to look into.</param>
    /// <param name="isMost">With the most rights first; without, only as the target's own user.</param>
    public static IReadOnlyList<AgentIdentity> Ladder(PodContainer target, bool isMost)
    {
        ArgumentNullException.ThrowIfNull(target);
        long user = target.User ?? Anybody;
        AgentIdentity same = Same(user, target.Group, isRestricted: false);
        // No namespace that asks for the restricted level has a target that is root.
        AgentIdentity[] asTarget = user == 0 ? [same] : [same, same with { IsRestricted = true }];
        return isMost ? [Root, .. asTarget] : asTarget;
    }

    /// <summary>For messages: <c>root with SYS_PTRACE and PERFMON</c>.</summary>
    public override string ToString()
    {
        string user = User == 0 ? "root" : string.Create(CultureInfo.InvariantCulture, $"user {User}");
        string with = Capabilities.Count > 0 ? $" with {string.Join(" and ", Capabilities)}" : User != 0 ? " without capabilities" : "";
        return user + with + (IsRestricted ? ", under the runtime's seccomp profile" : "");
    }

    /// <summary>Writes the <c>securityContext</c>.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        bool dropsAll = Capabilities.Count == 0 && User != 0;
        json.WriteStartObject("securityContext");
        json.WriteNumber("runAsUser", User);
        if (Group is { } group)
            json.WriteNumber("runAsGroup", group);
        // The pod may say that nobody in it is root; the container's own word counts more.
        json.WriteBoolean("runAsNonRoot", User != 0);
        json.WriteBoolean("readOnlyRootFilesystem", true);
        if (Capabilities.Count > 0 || dropsAll)
        {
            json.WriteStartObject("capabilities");
            Words(dropsAll ? "drop" : "add", dropsAll ? ["ALL"] : Capabilities);
            json.WriteEndObject();
        }

        if (dropsAll)
            json.WriteBoolean("allowPrivilegeEscalation", false);
        if (IsRestricted)
        {
            json.WriteStartObject("seccompProfile");
            json.WriteString("type", "RuntimeDefault");
            json.WriteEndObject();
        }

        json.WriteEndObject();

        void Words(string name, IReadOnlyList<string> words)
        {
            json.WriteStartArray(name);
            foreach (string word in words)
                json.WriteStringValue(word);
            json.WriteEndArray();
        }
    }
}
