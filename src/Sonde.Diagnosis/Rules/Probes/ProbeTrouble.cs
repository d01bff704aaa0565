using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A probe of a workload that fails now, with what the kubelet said of it.</summary>
internal sealed record ProbeTrouble(Pod Pod, Container Container, string Kind, Probe Probe, KubeEvent Event)
{
    private const string StatusPrefix = "HTTP probe failed with statuscode: ";

    /// <summary>The HTTP status of the answer; 0 when there was none.</summary>
    public int Status
    {
        get
        {
            int at = Event.Message.IndexOf(StatusPrefix, StringComparison.Ordinal);
            return at >= 0 && int.TryParse(
                Event.Message.AsSpan(at + StatusPrefix.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
                ? status : 0;
        }
    }

    /// <summary>Since when it fails.</summary>
    public DateTimeOffset? Since => Event.First;

    /// <summary>The event and the probe's place in the pod.</summary>
    public IReadOnlyList<Evidence> Evidence =>
    [
        new(Pod.Ref, $"event Unhealthy ×{Event.Count}", Event.Message, Event.Last),
        new(Pod.Ref, $"spec.containers[{Container.Name}].{Kind}Probe", ProbeText.Question(Probe), null),
    ];

    /// <summary>
    /// The probes of a workload that fail, one for each container and kind: of the newest pod that is not well. The
    /// failures of a start that has been overcome are none.
    /// </summary>
    public static IEnumerable<ProbeTrouble> Of(Workload workload, RuleContext context)
    {
        var seen = new HashSet<(string, string)>();
        foreach (Pod pod in workload.Pods.Where(pod => !pod.IsDone && pod.Meta.Deleted is null)
            .OrderByDescending(pod => pod.Meta.Created))
        {
            foreach (KubeEvent failed in context.Events(pod.Ref).Reverse())
            {
                if (failed.Reason != "Unhealthy" || KindOf(failed.Message) is not { Length: > 0 } kind
                    || pod.Spec.Find(failed.Container) is not { } container || ProbeOf(container, kind) is not { } probe
                    || IsOver(pod, container, kind, failed) || !seen.Add((container.Name, kind)))
                {
                    continue;
                }

                yield return new ProbeTrouble(pod, container, kind, probe, failed);
            }
        }
    }

    /// <summary>Whether the container has got over it since.</summary>
    private static bool IsOver(Pod pod, Container container, string kind, KubeEvent failed)
    {
        ContainerStatus? status = pod.StatusOf(container.Name);
        if (kind == "liveness")
            return status is { IsReady: true, Restarts: 0 } || (pod.ReadySince is { } since && failed.Last < since);
        return status is { IsReady: true };
    }

    private static string KindOf(string message) =>
        message.StartsWith("Readiness probe ", StringComparison.Ordinal) ? "readiness"
        : message.StartsWith("Liveness probe ", StringComparison.Ordinal) ? "liveness"
        : message.StartsWith("Startup probe ", StringComparison.Ordinal) ? "startup" : "";

    private static Probe? ProbeOf(Container container, string kind) => kind switch
    {
        "readiness" => container.Readiness,
        "liveness" => container.Liveness,
        _ => container.Startup,
    };
}
