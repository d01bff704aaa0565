using System.Globalization;
using System.Text.Json;
using Sonde.Places.Pods;

namespace Sonde.Places.Ephemeral;

/// <summary>As whom an agent runs in a pod, and with which privileges.</summary>
/// <param name="User">The user.</param>
/// <param name="Capabilities">Capabilities beyond the runtime's own.</param>
/// <param name="IsRestricted">
/// Gives everything up that the <c>restricted</c> level of the Pod Security Standards wants given up; else the runtime's own capabilities
/// stay.
/// </param>
public sealed record AgentIdentity(long User, IReadOnlyList<string> Capabilities, bool IsRestricted)
{
    /// <summary>A user that is nobody in particular, as distroless images use it.</summary>
    private const long Anybody = 65532;

    /// <summary>
    /// Root that may read every process of the pod (SYS_PTRACE) and sample it (PERFMON, Linux 5.8): what sees most. The capabilities that a
    /// runtime gives by itself stay, because a process with more of them than the reader may not be read.
    /// </summary>
    public static AgentIdentity Root { get; } = new(0, ["SYS_PTRACE", "PERFMON"], IsRestricted: false);

    /// <summary>As the target: its own processes are all it can read.</summary>
    /// <param name="user">The target's user.</param>
    public static AgentIdentity Same(long user) => new(user, [], IsRestricted: user != 0);

    /// <summary>What to try, the most useful first.</summary>
    /// <param name="target">The container to look into.</param>
    public static IReadOnlyList<AgentIdentity> Ladder(PodContainer target) => [Root, Same(target.User ?? Anybody)];

    /// <summary>It stands for a target whose user is not known, and may be another than that one.</summary>
    /// <param name="target">The container to look into.</param>
    public bool IsGuess(PodContainer target) => target.User is null && User == Anybody && IsRestricted;

    /// <summary>For messages: <c>root with SYS_PTRACE and PERFMON</c>.</summary>
    public override string ToString()
    {
        string user = User == 0 ? "root" : string.Create(CultureInfo.InvariantCulture, $"user {User}");
        return Capabilities.Count > 0 ? $"{user} with {string.Join(" and ", Capabilities)}"
            : IsRestricted ? $"{user} without capabilities" : user;
    }

    /// <summary>Writes the <c>securityContext</c>.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("securityContext");
        json.WriteNumber("runAsUser", User);
        // The pod may say that nobody in it is root; the container's own word counts more.
        json.WriteBoolean("runAsNonRoot", User != 0);
        json.WriteBoolean("readOnlyRootFilesystem", true);
        if (Capabilities.Count > 0 || IsRestricted)
        {
            json.WriteStartObject("capabilities");
            if (IsRestricted)
                Words("drop", ["ALL"]);
            if (Capabilities.Count > 0)
                Words("add", Capabilities);
            json.WriteEndObject();
        }

        if (IsRestricted)
        {
            json.WriteBoolean("allowPrivilegeEscalation", false);
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
