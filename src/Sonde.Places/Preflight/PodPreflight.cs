using System.Globalization;
using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Access;
using Sonde.Places.Debug;
using Sonde.Places.Ephemeral;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Preflight;

/// <summary>Asks a cluster, without changing anything, how deep one may look into a container of a pod.</summary>
/// <param name="client">The cluster.</param>
/// <param name="image">Sonde's image.</param>
public sealed class PodPreflight(KubernetesClient client, AgentImage image)
{
    private static readonly (PreflightTier Tier, string Verb, string Resource, string? Subresource, string For)[] Rights =
    [
        (PreflightTier.Api, "get", "pods", null, "see the pod"),
        (PreflightTier.Api, "list", "pods", null, "find pods of a workload"),
        (PreflightTier.Api, "get", "pods", "log", "read logs"),
        (PreflightTier.SameUser, "patch", "pods", "ephemeralcontainers", "add the agent"),
        (PreflightTier.SameUser, "create", "pods", "exec", "run commands in it"),
        (PreflightTier.SameUser, "get", "pods", "exec", "run commands in it, on servers before 1.35"),
        (PreflightTier.Node, "create", "pods", null, "make pods on nodes, and copies"),
        (PreflightTier.Node, "delete", "pods", null, "remove them again"),
    ];

    private readonly List<PreflightCheck> _checks = [];
    private readonly List<MissingRule> _missing = [];

    /// <summary>Asks everything.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="target">The container.</param>
    /// <param name="inside">What an agent on the pod's node says; null when there is none.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">The cluster does not answer.</exception>
    public async Task<PreflightReport> RunAsync(Pod pod, PodContainer target, InsideFacts? inside, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(target);
        using JsonDocument json = await client.GetAsync(PodTargetKind.Pod.Resource, pod.Namespace, pod.Name, cancel).ConfigureAwait(false);
        JsonElement spec = json.RootElement.Object("spec") ?? default;
        foreach (var right in Rights)
            await AskAsync(pod, right, cancel).ConfigureAwait(false);
        Running(pod, target);
        await AdmissionAsync(pod, target, cancel).ConfigureAwait(false);
        Confinement(pod, target, spec);
        _checks.AddRange(InsideFacts.Checks(inside));
        await new PodMemory(client).CheckAsync(pod, inside, _checks, cancel).ConfigureAwait(false);
        string kernel = await new NodeFacts(client, image).CheckAsync(pod, _checks, cancel).ConfigureAwait(false);
        string title = $"pod {pod}, container {target.Name}, on node {(pod.Node.Length > 0 ? pod.Node : "(none yet)")}{(kernel.Length > 0 ? $", kernel {kernel}" : "")}";
        return new PreflightReport(title, [.. _checks.OrderBy(check => check.Tier)], _missing) { Inside = inside };
    }

    private async Task AskAsync(
        Pod pod, (PreflightTier Tier, string Verb, string Resource, string? Subresource, string For) right, CancellationToken cancel)
    {
        string name = right.Subresource is null ? right.Resource : $"{right.Resource}/{right.Subresource}";
        AccessAnswer answer = await client.Access.MayAsync(
            new AccessRequest(right.Verb, "", right.Resource) { Subresource = right.Subresource, Namespace = pod.Namespace }, cancel).ConfigureAwait(false);
        _checks.Add(new PreflightCheck(
            right.Tier, $"{right.Verb} {name}", answer.IsAllowed ? PreflightAnswer.Yes : PreflightAnswer.No,
            answer.IsAllowed ? "" : $"your role in namespace {pod.Namespace} does not allow it; it is needed to {right.For}",
            answer.IsAllowed ? "" : "add the rule below"));
        if (!answer.IsAllowed)
            _missing.Add(new MissingRule("", name, right.Verb, IsOfCluster: false));
    }

    private void Running(Pod pod, PodContainer target)
    {
        if (pod.IsMirror)
        {
            _checks.Add(new PreflightCheck(
                PreflightTier.SameUser, "ephemeral containers", PreflightAnswer.No, "it is a static pod, which takes none", $"look from the node: sonde debug node/{pod.Node}"));
        }

        _checks.Add(target.IsRunning
            ? new PreflightCheck(PreflightTier.SameUser, "the container runs", PreflightAnswer.Yes, "", "")
            : new PreflightCheck(
                PreflightTier.SameUser, "the container runs", PreflightAnswer.No, $"it does not (the pod is {pod.Phase})",
                target.IsCrashing ? "sonde debug makes a copy of the pod in which it waits" : "sonde diagnose tells why"));
    }

    /// <summary>Admission answers for what would be added, with nothing added (dry run).</summary>
    private async Task AdmissionAsync(Pod pod, PodContainer target, CancellationToken cancel)
    {
        bool mayPatch = _checks.Any(check => check is { Name: "patch pods/ephemeralcontainers", Answer: PreflightAnswer.Yes });
        if (mayPatch && !pod.IsMirror)
        {
            IReadOnlyList<AgentIdentity> ladder = AgentIdentity.Ladder(target, isMost: true);
            string? same = null;
            foreach (AgentIdentity identity in ladder)
            {
                string? refused = await RefusedAsync(pod, AgentContainer.Create(target.Name, image, identity).Patch(), cancel).ConfigureAwait(false);
                if (identity == AgentIdentity.Root)
                    AddAdmission(PreflightTier.Ptrace, identity, refused);
                if (identity == AgentIdentity.Root)
                    AddAdmission(PreflightTier.Kernel, identity, refused);
                same = refused;
                if (refused is null)
                    break;
            }

            _checks.Add(new PreflightCheck(
                PreflightTier.SameUser, "admission", same is null ? PreflightAnswer.Yes : PreflightAnswer.No, same ?? "", same is null ? "" : "ask who runs the admission policy"));
        }
        else
        {
            foreach (PreflightTier tier in (PreflightTier[])[PreflightTier.Ptrace, PreflightTier.Kernel])
                _checks.Add(new PreflightCheck(tier, "a container beside it", PreflightAnswer.No, "none may be added: see above", "see above"));
        }

        if (_checks.Any(check => check is { Name: "create pods", Answer: PreflightAnswer.No }))
            return;
        NodePod node = DebugProfile.OnNode[0].OnTo(new NodePod(NodePod.NewName(), pod.Node, image));
        string? refusedThere = await RefusedAsync(() => client.Changes.CreateAsync(
            PodTargetKind.Pod.Resource, pod.Namespace, Spec.Bytes(node.Manifest(pod.Namespace)), isTrial: true, "make a pod on a node", cancel)).ConfigureAwait(false);
        _checks.Add(new PreflightCheck(
            PreflightTier.Node, "a privileged pod on the node", refusedThere is null ? PreflightAnswer.Yes : PreflightAnswer.No, refusedThere ?? "",
            refusedThere is null ? "" : "use a namespace without Pod Security for it: sonde debug node/NAME -n NAMESPACE"));
    }

    private void AddAdmission(PreflightTier tier, AgentIdentity identity, string? refused) => _checks.Add(new PreflightCheck(
        tier, $"a container as {identity}", refused is null ? PreflightAnswer.Yes : PreflightAnswer.No, refused ?? "",
        refused is null ? "" : "an administrator can label the namespace pod-security.kubernetes.io/enforce=privileged, install the node agent (sonde install), or look from the node"));

    private Task<string?> RefusedAsync(Pod pod, ReadOnlyMemory<byte> patch, CancellationToken cancel) => RefusedAsync(() => client.Changes.TryPatchAsync(
        PodTargetKind.Pod.Resource, pod.Namespace, pod.Name, "ephemeralcontainers", patch, $"add an ephemeral container to pod {pod}", cancel));

    private static async Task<string?> RefusedAsync(Func<Task> trial)
    {
        try
        {
            await trial().ConfigureAwait(false);
            return null;
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Forbidden or KubernetesError.Invalid)
        {
            return AgentStarter.Shortened(e.ServerMessage.Length > 0 ? e.ServerMessage : e.Message);
        }
    }

    /// <summary>What the pod's spec says about users and system calls.</summary>
    private void Confinement(Pod pod, PodContainer target, JsonElement spec)
    {
        if (target.User is { } user)
        {
            _checks.Add(new PreflightCheck(
                PreflightTier.SameUser, "the target's user", PreflightAnswer.Yes,
                user == 0 ? "root" : string.Create(CultureInfo.InvariantCulture, $"{user}: capabilities are of no use to it, so that without root only its own processes can be read"), "", IsNeeded: false));
        }

        string seccomp = spec.Object("securityContext")?.Object("seccompProfile")?.Text("type") ?? "";
        if (seccomp is "RuntimeDefault" or "Localhost")
        {
            _checks.Add(new PreflightCheck(
                PreflightTier.Kernel, "seccomp", seccomp == "Localhost" ? PreflightAnswer.Unknown : PreflightAnswer.Yes,
                seccomp == "Localhost"
                    ? "the pod uses a profile of its own, which may forbid perf_event_open and bpf"
                    : "the pod uses the runtime's profile, which lets PERFMON and BPF through (containerd 1.6 and older: only with SYS_ADMIN)",
                seccomp == "Localhost" ? "allow perf_event_open there" : "", IsNeeded: false));
        }

        if (spec.TryGetProperty("hostUsers", out JsonElement hostUsers) && hostUsers.ValueKind == JsonValueKind.False)
        {
            _checks.Add(new PreflightCheck(
                PreflightTier.Kernel, "user namespace", PreflightAnswer.No, "the pod has a user namespace of its own (hostUsers: false), in which PERFMON and BPF are worth nothing",
                $"look from the node: sonde profile node/{pod.Node}"));
        }
    }
}
