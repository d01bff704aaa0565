using System.Globalization;
using System.Text;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>
/// What a pod asks of a node, as a text that is the same for pods that ask the same. Where its claims, its labels or the time
/// it was made take part in the answer there is none, and it is computed for itself.
/// </summary>
internal static class SchedulingClass
{
    /// <summary>The class; null when the pod is its own.</summary>
    public static string? Of(Pod pod)
    {
        PodSpec spec = pod.Spec;
        bool isItsOwn = spec.Volumes.Any(volume => volume.Claim.Length > 0) || spec.PodAffinity.Count > 0 || spec.PodAntiAffinity.Count > 0 || spec.TopologySpread.Count > 0;
        if (isItsOwn)
            return null;
        var text = new StringBuilder(pod.Ref.Namespace);
        // The labels decide whether running pods shun it; when it was made, which nodes had gone down before.
        Add(text, pod.Meta.Labels.Where(label => !label.Key.EndsWith("pod-template-hash", StringComparison.Ordinal) && label.Key is not ("apps.kubernetes.io/pod-index" or "statefulset.kubernetes.io/pod-name" or "controller-revision-hash"))
            .Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
        Add(text, [pod.Meta.Created?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) is { Length: > 2 } made ? made[..^2] : ""]);
        Add(text, spec.NodeSelector.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
        Add(text, spec.NodeAffinity.Select(term => term.ToString() ?? ""));
        Add(text, spec.NodeAffinity.SelectMany(term => term.Fields).Select(field => field.ToString() ?? ""));
        Add(text, spec.Tolerations.Select(one => $"{one.Key} {one.Operator} {one.Value} {one.Effect}"));
        Add(text, PodRequests.Of(spec).OrderBy(request => request.Key, StringComparer.Ordinal)
            .Select(request => string.Create(CultureInfo.InvariantCulture, $"{request.Key}={request.Value}")));
        Add(text, RoomFilter.HostPorts(spec).Select(port => string.Create(CultureInfo.InvariantCulture, $"{RoomFilter.HostPort(port)}/{port.Protocol}/{port.HostIp}")));
        return text.ToString();
    }

    private static void Add(StringBuilder text, IEnumerable<string> parts)
    {
        text.Append('\u001e');
        foreach (string part in parts)
            text.Append(part).Append('\u001f');
    }
}
