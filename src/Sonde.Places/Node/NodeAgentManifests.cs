using System.Text.Json.Nodes;
using Sonde.Kubernetes.Discovery;
using Sonde.Places.Ephemeral;
using Sonde.Places.Made;
using Sonde.Places.Memory;
using Sonde.Places.Pods;

namespace Sonde.Places.Node;

/// <summary>The objects of the node agent.</summary>
/// <param name="image">What it runs.</param>
/// <param name="version">Its version.</param>
public sealed class NodeAgentManifests(AgentImage image, string version)
{
    /// <summary>Name of the role and the service account; whoever has the role may use the agent, and is root on every node with it.</summary>
    public const string RoleName = "sonde-node-agent";

    private const string MemoryLimit = "512Mi";

    /// <summary>
    /// What reading and sampling processes of all users takes: their memory (SYS_PTRACE), their files (DAC_READ_SEARCH), perf events (PERFMON)
    /// and the kernel's function names (SYSLOG). SETPCAP and all the rest are given up.
    /// </summary>
    private static readonly string[] Capabilities = ["SYS_PTRACE", "PERFMON", "DAC_READ_SEARCH", "SYSLOG"];

    private static readonly ApiResource Namespaces = new("", "v1", "Namespace", "namespaces", false),
        Accounts = new("", "v1", "ServiceAccount", "serviceaccounts", true),
        Roles = new("rbac.authorization.k8s.io", "v1", "Role", "roles", true);

    /// <summary>Where the API serves namespaces.</summary>
    public static ApiResource NamespaceResource => Namespaces;

    /// <summary>Where the API serves the DaemonSet.</summary>
    public static ApiResource DaemonSetResource { get; } = PodTargetKind.All.First(kind => kind.Name == "ds").Resource;

    /// <summary>All objects, in the order in which they are made.</summary>
    public IReadOnlyList<(ApiResource Resource, JsonObject Manifest)> All =>
    [
        (Namespaces, Namespace()),
        (Accounts, Account()),
        (Roles, Role()),
        (DaemonSetResource, DaemonSet()),
    ];

    private JsonObject Namespace()
    {
        // It sees the node's processes, which no other Pod Security level allows.
        JsonObject made = Object("v1", "Namespace", NodeAgents.Namespace, inNamespace: false);
        made["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"] = "privileged";
        return made;
    }

    private JsonObject Account()
    {
        // The agent asks nothing of the API server.
        JsonObject made = Object("v1", "ServiceAccount", RoleName);
        made["automountServiceAccountToken"] = false;
        return made;
    }

    private JsonObject Role()
    {
        JsonObject made = Object("rbac.authorization.k8s.io/v1", "Role", RoleName);
        made["metadata"]!["annotations"] = new JsonObject { ["sonde.dev/note"] = "Whoever has this role is root on every node of the cluster." };
        made["rules"] = new JsonArray(Rule("pods", "get", "list"), Rule("pods/exec", "create", "get"));
        return made;
    }

    private JsonObject DaemonSet()
    {
        JsonObject made = Object("apps/v1", "DaemonSet", NodeAgents.Name);
        var container = new JsonObject
        {
            ["name"] = NodeAgents.Container,
            ["image"] = image.Name,
            ["command"] = Spec.Texts([.. AgentContainer.Program, "--stay"]),
            ["env"] = Spec.Variables([new("DOTNET_GCHeapHardLimit", $"0x{AgentMemory.Most:X}"), new("DOTNET_EnableDiagnostics", "0")]),
            ["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["cpu"] = "5m", ["memory"] = "32Mi" },
                ["limits"] = new JsonObject { ["cpu"] = "1", ["memory"] = MemoryLimit },
            },
            ["securityContext"] = new JsonObject
            {
                ["runAsUser"] = 0,
                ["readOnlyRootFilesystem"] = true,
                ["allowPrivilegeEscalation"] = false,
                ["capabilities"] = new JsonObject { ["drop"] = Spec.Texts(["ALL"]), ["add"] = Spec.Texts(Capabilities) },
                // The profiles of runtimes forbid perf events, and reading processes that they do not confine.
                ["seccompProfile"] = new JsonObject { ["type"] = "Unconfined" },
                ["appArmorProfile"] = new JsonObject { ["type"] = "Unconfined" },
            },
        };
        if (image.PullPolicy is { } policy)
            container["imagePullPolicy"] = policy;
        var pod = new JsonObject
        {
            ["serviceAccountName"] = RoleName,
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["hostPID"] = true,
            ["terminationGracePeriodSeconds"] = 1,
            ["nodeSelector"] = new JsonObject { ["kubernetes.io/os"] = "linux" },
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["containers"] = new JsonArray(container),
        };
        if (image.PullSecret is { } secret)
            pod["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = secret });
        made["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [NodeAgents.NameLabel] = NodeAgents.Name } },
            ["updateStrategy"] = new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "100%" } },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Labels() }, ["spec"] = pod },
        };
        return made;
    }

    private JsonObject Object(string version, string kind, string name, bool inNamespace = true)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (inNamespace)
            metadata["namespace"] = NodeAgents.Namespace;
        metadata["labels"] = Labels();
        return new JsonObject { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = metadata };
    }

    private JsonObject Labels() => new()
    {
        [NodeAgents.NameLabel] = NodeAgents.Name,
        ["app.kubernetes.io/version"] = version,
        [MadeLabels.ManagedBy] = MadeLabels.Sonde,
    };

    private static JsonObject Rule(string resource, params string[] verbs) => new()
    {
        ["apiGroups"] = Spec.Texts([""]),
        ["resources"] = Spec.Texts([resource]),
        ["verbs"] = Spec.Texts(verbs),
    };
}
