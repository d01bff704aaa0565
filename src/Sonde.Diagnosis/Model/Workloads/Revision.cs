using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>A template that a workload has, or had: a ReplicaSet or a ControllerRevision.</summary>
/// <param name="Number">Counts up.</param>
/// <param name="Source">The object that keeps it.</param>
/// <param name="Created">When it was made; a revision that comes back keeps its time.</param>
/// <param name="Template">The template.</param>
/// <param name="Pods">Its pods that are not done.</param>
public sealed record Revision(
    long Number, ObjectRef Source, DateTimeOffset? Created, PodTemplate Template, IReadOnlyList<Pod> Pods);
