using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// A container that runs with variables of a Secret or ConfigMap that changed after its start: a variable is read when a container
/// starts, and never again.
/// </summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="Started">Since when it runs.</param>
/// <param name="Source">The Secret or ConfigMap.</param>
/// <param name="Changed">When that last changed.</param>
/// <param name="Path">Where in the pod's spec it is named.</param>
internal sealed record StaleEnvironment(Pod Pod, string Container, DateTimeOffset Started, ObjectRef Source, DateTimeOffset Changed, string Path)
{
    // The kubelet may have read an object shortly before it changed, and clocks of machines differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Those of a workload, the latest change first. Of Jobs none: they do not run for long.</summary>
    public static IReadOnlyList<StaleEnvironment> Of(Workload workload, RuleContext context)
    {
        if (workload.IsBatch)
            return [];
        var found = new List<StaleEnvironment>();
        foreach (Pod pod in workload.Pods.Where(pod => !pod.IsDone && pod.Meta.Deleted is null))
        {
            foreach (Container container in pod.Spec.AllContainers)
            {
                if (pod.StatusOf(container.Name)?.State.RunningSince is not { } started)
                    continue;
                foreach (KeyRef source in container.EnvFrom.Concat(container.Env.Select(variable => variable.From).OfType<KeyRef>()).DistinctBy(one => (one.Kind, one.Name)))
                {
                    var name = new ObjectRef(source.Kind, pod.Ref.Namespace, source.Name);
                    if (ChangeOf(context.Find(name)) is { } changed && changed - started > Slack)
                        found.Add(new StaleEnvironment(pod, container.Name, started, name, changed, source.Path));
                }
            }
        }

        return [.. found.OrderByDescending(one => one.Changed).ThenBy(one => one.Pod.Ref, ObjectRef.Order)];
    }

    /// <summary>Whether it would explain a complaint of a container that its credentials are refused: they were changed under it.</summary>
    public bool Tells(Complaint complaint) =>
        Source.Kind == "Secret" && complaint.Pod.Ref == Pod.Ref && complaint.Container == Container;

    private static DateTimeOffset? ChangeOf(KubeObject? source) => source switch
    {
        Secret secret => secret.DataChanged,
        ConfigMap map => map.DataChanged,
        _ => null,
    };
}
