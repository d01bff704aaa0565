using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Patches of the pod template of a workload of which no pod may exist.</summary>
internal static class PodPatch
{
    /// <summary>A strategic merge patch; null for a kind whose template cannot be changed, or is not known.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="spec">The fields of the pod spec, as the inside of a YAML flow map.</param>
    public static string? Of(Workload workload, string spec) => workload.Ref.Kind switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" => $"spec: {{template: {{spec: {{{spec}}}}}}}",
        "CronJob" => $"spec: {{jobTemplate: {{spec: {{template: {{spec: {{{spec}}}}}}}}}}}",
        _ => null,
    };
}
