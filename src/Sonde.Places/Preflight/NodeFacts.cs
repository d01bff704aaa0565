using System.Globalization;
using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Places.Ephemeral;
using Sonde.Places.Pods;

namespace Sonde.Places.Preflight;

/// <summary>What the API tells of a pod's node: its kernel, and whether it has the image.</summary>
internal sealed class NodeFacts(KubernetesClient client, AgentImage image)
{
    /// <summary>CAP_PERFMON and CAP_BPF came with Linux 5.8.</summary>
    private static readonly Version Perfmon = new(5, 8);

    /// <summary>Adds the answers.</summary>
    /// <returns>The kernel's release; empty when not known.</returns>
    public async Task<string> CheckAsync(Pod pod, List<PreflightCheck> checks, CancellationToken cancel)
    {
        EphemeralContainer? failed = pod.Ephemeral.LastOrDefault(one => one.Image == image.Name && AgentStarter.IsTrouble(one.Reason));
        try
        {
            using JsonDocument node = await client.GetAsync(PodTargetKind.Node.Resource, null, pod.Node.Length > 0 ? pod.Node : "none", cancel).ConfigureAwait(false);
            JsonElement status = node.RootElement.Object("status") ?? default;
            string kernel = Printable.Line(status.Object("nodeInfo")?.Text("kernelVersion") ?? "");
            Kernel(kernel, checks);
            bool isThere = status.Items("images").Any(one => one.Texts("names").Any(Names));
            Image(pod, failed, isThere, checks);
            return kernel;
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Forbidden or KubernetesError.NotFound)
        {
            checks.Add(new PreflightCheck(
                PreflightTier.Kernel, "the node's kernel", PreflightAnswer.Unknown, "you may not get the node", "give yourself get on nodes, or just try", IsNeeded: false));
            Image(pod, failed, isThere: null, checks);
            return "";
        }
    }

    private void Image(Pod pod, EphemeralContainer? failed, bool? isThere, List<PreflightCheck> checks) => checks.Add(
        isThere is true ? new PreflightCheck(PreflightTier.SameUser, "the image", PreflightAnswer.Yes, $"{image.Name} is on the node", "")
        : failed is not null ? new PreflightCheck(
            PreflightTier.SameUser, "the image", PreflightAnswer.No, $"the node could not get {image.Name}: {failed.Reason}: {failed.Message}",
            "put it into a registry that the node reaches and name it with --image or SONDE_IMAGE; a private one needs an imagePullSecret in the pod or its service account")
        : new PreflightCheck(
            PreflightTier.SameUser, "the image", PreflightAnswer.Unknown,
            isThere is null ? $"you may not get the node, which lists the images that it has: {image.Name} would be pulled if it is not there"
            : $"{image.Name} is not among those that node {pod.Node} lists (it lists the fifty largest): it would be pulled", "", IsNeeded: false));

    private static void Kernel(string release, List<PreflightCheck> checks)
    {
        string[] parts = release.Split('.', '-', '+');
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
            return;
        bool isNew = new Version(major, minor) >= Perfmon;
        checks.Add(new PreflightCheck(
            PreflightTier.Kernel, "the node's kernel", isNew ? PreflightAnswer.Yes : PreflightAnswer.No, isNew ? release : $"{release} does not know PERFMON and BPF, which came with 5.8",
            isNew ? "" : "a privileged container can sample: sonde debug --profile sysadmin, or look from the node"));
    }

    /// <summary>Nodes write names in full: <c>docker.io/library/sonde:1</c>.</summary>
    private bool Names(string full) => full == image.Name || full.EndsWith($"/{image.Name}", StringComparison.Ordinal);
}
