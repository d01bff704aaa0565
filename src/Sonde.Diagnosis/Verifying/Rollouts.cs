using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Verifying;

/// <summary>
/// Finds the workloads that are on their way to another state. One whose newest pods fail is not on its way anywhere: that is its own
/// cause.
/// </summary>
public static class Rollouts
{
    /// <summary>The workloads that are still changing.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="diagnosis">Why it is broken: pods of which that tells why they do not become ready are not awaited.</param>
    /// <param name="namespaces">The namespaces that are asked about; empty for all.</param>
    public static IReadOnlyList<Rolling> Of(Cluster cluster, DiagnosisResult diagnosis, IReadOnlyList<string> namespaces)
    {
        HashSet<ObjectRef> explained =
        [
            .. diagnosis.Roots.Where(root => root.Finding.Severity == Severity.Error)
                .SelectMany(root => root.Effects.Select(effect => effect.Subject).Append(root.Finding.Subject)),
        ];
        return
        [
            .. cluster.Workloads.Where(workload => namespaces.Count == 0 || namespaces.Contains(workload.Ref.Namespace))
                .Select(workload => Of(cluster, workload, explained.Contains(workload.Ref))).OfType<Rolling>(),
        ];
    }

    private static Rolling? Of(Cluster cluster, Workload workload, bool isExplained)
    {
        // Texts of kubectl show no generation, and not all of the counts that are compared.
        if (workload.Top is not Controller { Meta.Generation: > 0 } controller || workload.IsBatch)
            return null;
        if (controller.ObservedGeneration < controller.Meta.Generation)
            return new Rolling(workload.Ref, "the controller has not acted on the last change yet");
        Pod[] newest = [.. Newest(cluster, workload)];
        return newest.Any(IsFailing) || IsGivenUp(controller) ? null : Title(controller, workload, newest, isExplained) is { } title ? new Rolling(workload.Ref, title) : null;
    }

    // What kubectl rollout status waits for (k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go).
    private static string? Title(Controller controller, Workload workload, Pod[] newest, bool isExplained)
    {
        int leaving = workload.Pods.Count(pod => pod.Meta.Deleted is not null && !pod.IsDone);
        string? title = controller switch
        {
            Deployment { IsPaused: true } => null,
            Deployment one when one.Updated < one.Replicas => $"{one.Updated} of {one.Replicas} pods have the newest template",
            Deployment one when one.Existing > one.Updated => $"{Pods(one.Existing - one.Updated)} of the template before still there",
            Deployment one when one.Available < one.Updated && !isExplained => $"{one.Available} of {one.Updated} pods of the newest template are available",
            StatefulSet { UpdateStrategy: "OnDelete" } => null,
            StatefulSet one when one.Existing != one.Replicas => $"{one.Existing} of {one.Replicas} pods exist",
            StatefulSet one when one.Ready < one.Replicas && !isExplained => $"{one.Ready} of {one.Replicas} pods are ready",
            StatefulSet { Partition: 0 } one when one.UpdateRevision.Length > 0 && one.CurrentRevision != one.UpdateRevision => $"{newest.Length} of {one.Replicas} pods have the newest template",
            DaemonSet { UpdateStrategy: "OnDelete" } => null,
            DaemonSet one when one.Updated < one.Desired => $"{one.Updated} of {one.Desired} pods have the newest template",
            DaemonSet one when one.Ready < one.Desired && !isExplained => $"{one.Ready} of {one.Desired} pods are ready",
            _ => null,
        };
        return title ?? (leaving > 0 ? $"{Pods(leaving)} still to end" : null);
    }

    private static string Pods(int count) => count == 1 ? "1 pod" : $"{count} pods";

    private static IEnumerable<Pod> Newest(Cluster cluster, Workload workload) =>
        (cluster.RevisionsOf(workload) is [{ } newest, ..] ? newest.Pods : workload.Pods).Where(pod => pod.Meta.Deleted is null && !pod.IsDone);

    private static bool IsGivenUp(Controller controller) => controller.ConditionOf("Progressing") is { Status: "False" };

    // Waiting for an image or for the container to be made is part of every start; a wait with an error is not.
    private static bool IsFailing(Pod pod) => !pod.IsReady && (pod.AllStatuses.Any(status =>
            status.Restarts > 0 || status.State.WaitingReason is { } reason && reason is not ("ContainerCreating" or "PodInitializing"))
        || pod.ConditionOf("PodScheduled") is { Status: "False" });
}
