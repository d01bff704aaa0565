using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A probe of a workload that fails now, with what the kubelet said of it.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Pod">The newest pod that shows it.</param>
/// <param name="Container">The container.</param>
/// <param name="Kind"><c>readiness</c>, <c>liveness</c> or <c>startup</c>.</param>
/// <param name="Probe">The probe.</param>
/// <param name="Event">The kubelet's newest word about it; null when it is not kept any more.</param>
internal sealed record ProbeTrouble(Workload Workload, Pod Pod, Container Container, string Kind, Probe Probe, KubeEvent? Event)
{
    // client-go tools/record/events_cache.go
    private const string Combined = "(combined from similar events): ";
    private const string StatusPrefix = "HTTP probe failed with statuscode: ";

    /// <summary>The container's status.</summary>
    public ContainerStatus? Status { get; init; }

    /// <summary>How often the kubelet said that it ends the container because of a probe.</summary>
    public KubeEvent? Killing { get; init; }

    /// <summary>The end of the container that it looks behind, when events are old or gone.</summary>
    public ProbeKill? Kill { get; init; }

    /// <summary>What the kubelet said; empty when that is not kept.</summary>
    public string Said => Plain(Event?.Message ?? "");

    /// <summary>
    /// The probe names a port that the container does not declare: the kubelet cannot ask it, which is neither a success nor a failure.
    /// </summary>
    public bool IsUnasked => Probe.Port.Name.Length > 0 && ListeningPorts.NumberOf(Container, Probe.Port) == 0;

    /// <summary>What it means.</summary>
    public ProbeProblem Problem { get; init; }

    /// <summary>Where the container is known to listen instead, and how that is known.</summary>
    public (int Port, Evidence Proof)? Elsewhere { get; init; }

    /// <summary>How many pods show it.</summary>
    public int Pods { get; init; } = 1;

    /// <summary>The HTTP status of the answer; 0 when there was none.</summary>
    public int HttpStatus
    {
        get
        {
            int at = Said.IndexOf(StatusPrefix, StringComparison.Ordinal);
            return at >= 0 && int.TryParse(
                Said.AsSpan(at + StatusPrefix.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
                ? status : 0;
        }
    }

    /// <summary><c>readiness probe GET :8080/ready of container app</c>.</summary>
    public string Named => $"{Kind} probe {ProbeText.Question(Probe)} of container {Container.Name}";

    /// <summary>What the failure does: not ready, or restarted.</summary>
    public string Consequence => Kind == "readiness"
        ? Pods > 1 ? $"{Pods} pods are not ready" : "the pod is not ready"
        : IsUnasked && Kind == "liveness" ? "it is never asked: a container that hangs is not restarted"
        : Kind == "startup" && Status is { Restarts: 0 } ? Container.IsSidecar ? "the containers after it do not start" : "it does not count as started, and the pod is not ready"
        : $"the kubelet restarts it{(Status is { Restarts: > 0 } status ? $" ({status.Restarts} times)" : "")}";

    /// <summary>A message without what the kubelet puts before it when it has said much the same many times.</summary>
    public static string Plain(string message) => message.StartsWith(Combined, StringComparison.Ordinal) ? message[Combined.Length..] : message;

    /// <summary>A finding with all that is known.</summary>
    public Finding ToFinding(string slug, string title) => new(slug, Workload.Ref, title)
    {
        Container = Container.Name,
        Since = Event?.First ?? Killing?.First,
        Confidence = Kill is null ? Confidence.Certain : Event is null ? Confidence.Possible : Confidence.Likely,
        Evidence =
        [
            .. Event is null ? (Evidence[])[] : [new Evidence(Pod.Ref, $"event Unhealthy ×{Event.Count}", LogExcerpt.Shorten(Event.Message), Event.Last)],
            .. Killing is null ? (Evidence[])[] : [new Evidence(Pod.Ref, $"event Killing ×{Killing.Count}", LogExcerpt.Shorten(Killing.Message), Killing.Last)],
            .. Kill is null ? (Evidence[])[] : [Kill.Proof],
            new Evidence(Pod.Ref, $"spec.containers[{Container.Name}].{Kind}Probe", ProbeText.Full(Probe), null),
            .. Elsewhere is { } elsewhere ? (Evidence[])[elsewhere.Proof] : [],
        ],
    };
}
