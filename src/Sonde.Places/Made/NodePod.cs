using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sonde.Places.Ephemeral;

namespace Sonde.Places.Made;

/// <summary>
/// A pod that is put onto a node to look at it. It tolerates every taint, is never started again, and its node starts it without the scheduler.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node.</param>
/// <param name="Image">What it runs.</param>
public sealed record NodePod(string Name, string Node, AgentImage Image)
{
    /// <summary>The name of its only container.</summary>
    public const string Container = "sonde";

    /// <summary>Where the node's file system is seen.</summary>
    public const string HostFolder = "/host";

    /// <summary>What names of all of them begin with.</summary>
    public const string Prefix = "sonde-node-";

    /// <summary>What it runs; null for what its image runs by itself.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Everything that root on the node may do.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Capabilities beyond the runtime's own.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Keeps to the <c>restricted</c> Pod Security level.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>The user; null for the image's.</summary>
    public long? User { get; init; }

    /// <summary>Sees the node's processes.</summary>
    public bool SharesProcesses { get; init; }

    /// <summary>Uses the node's network.</summary>
    public bool SharesNetwork { get; init; }

    /// <summary>Uses the node's System V IPC.</summary>
    public bool SharesIpc { get; init; }

    /// <summary>What of the node's file system it sees.</summary>
    public HostAccess Host { get; init; }

    /// <summary>Its container has a stdin and a terminal to attach to.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>Its container has a stdin to attach to.</summary>
    public bool HasInput { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>Most memory in bytes; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Time after which the cluster ends it, whatever happens to its maker; null for never.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The Secret with which its image is pulled; null for none.</summary>
    public string? PullSecret { get; init; }

    /// <summary>The user's own changes to the container (<c>--custom</c>); null for none.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>A name that no other has.</summary>
    public static string NewName() => Prefix + RandomNumberGenerator.GetHexString(5, lowercase: true);

    /// <summary>The pod as the API takes it.</summary>
    /// <param name="inNamespace">The namespace to put it into.</param>
    public JsonObject Manifest(string inNamespace)
    {
        var container = new JsonObject { ["name"] = Container, ["image"] = Image.Name };
        if (Image.PullPolicy is { } policy)
            container["imagePullPolicy"] = policy;
        if (Command is { } command)
            container["command"] = Spec.Texts(command);
        if (Variables.Count > 0)
            container["env"] = Spec.Variables(Variables);
        if (HasInput || HasTerminal)
            container["stdin"] = true;
        if (HasTerminal)
            container["tty"] = true;
        if (Security() is { Count: > 0 } security)
            container["securityContext"] = security;
        if (MemoryLimit is { } limit)
            container["resources"] = new JsonObject { ["limits"] = new JsonObject { ["memory"] = Spec.Number(limit) } };
        if (Host != HostAccess.None)
            container["volumeMounts"] = new JsonArray(HostMount());
        Spec.Merge(container, Custom);

        var spec = new JsonObject
        {
            ["nodeName"] = Node,
            ["restartPolicy"] = "Never",
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["terminationGracePeriodSeconds"] = 0,
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["containers"] = new JsonArray(container),
        };
        if (PullSecret is { } secret)
            spec["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = secret });
        if (Deadline is { } deadline)
            spec["activeDeadlineSeconds"] = (long)deadline.TotalSeconds;
        foreach ((string field, bool isSet) in ((string, bool)[])[("hostPID", SharesProcesses), ("hostNetwork", SharesNetwork), ("hostIPC", SharesIpc)])
        {
            if (isSet)
                spec[field] = true;
        }

        if (Host != HostAccess.None)
        {
            spec["volumes"] = new JsonArray(new JsonObject
            {
                ["name"] = "host",
                ["hostPath"] = new JsonObject { ["path"] = "/", ["type"] = "Directory" },
            });
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["namespace"] = inNamespace,
                ["labels"] = new JsonObject { [MadeLabels.ManagedBy] = MadeLabels.Sonde, [MadeLabels.Kind] = MadeLabels.Node },
                ["annotations"] = new JsonObject { [MadeLabels.Of] = Node, [MadeLabels.Session] = Container },
            },
            ["spec"] = spec,
        };
    }

    private JsonObject HostMount()
    {
        var mount = new JsonObject { ["name"] = "host", ["mountPath"] = HostFolder };
        if (Host == HostAccess.ReadOnly)
            mount["readOnly"] = true;
        return mount;
    }

    private JsonObject Security()
    {
        JsonObject security = IsRestricted ? Spec.Restricted() : [];
        if (User is { } user)
        {
            security["runAsUser"] = user;
            security["runAsNonRoot"] = user != 0;
        }

        if (IsPrivileged)
            security["privileged"] = true;
        else if (Capabilities.Count > 0)
            security["capabilities"] = new JsonObject { ["add"] = Spec.Texts(Capabilities) };
        return security;
    }
}
