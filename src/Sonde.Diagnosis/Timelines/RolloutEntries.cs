using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Timelines;

/// <summary>New revisions: a Deployment's ReplicaSet, the revision of a StatefulSet or DaemonSet, and the making of workloads.</summary>
internal sealed class RolloutEntries : ITimelineSource
{
    public IEnumerable<TimelineEntry> Read(Cluster cluster)
    {
        foreach (Workload workload in cluster.Workloads)
        {
            DateTimeOffset? made = workload.Top is Controller ? workload.Top.Meta.Created : null;
            if (made is { } time)
                yield return new TimelineEntry(time, Lane.Rollout, workload.Ref, "created");
            foreach (ReplicaSet part in workload.Parts.OfType<ReplicaSet>())
            {
                // The first comes with the Deployment itself.
                if (part.Meta.Created is { } created && !(created - made < TimeSpan.FromSeconds(5)))
                {
                    string images = string.Join(", ", part.Template.Spec.Containers.Select(container => container.Image).Where(image => image.Length > 0).Take(3));
                    yield return new TimelineEntry(created, Lane.Rollout, workload.Ref,
                        $"new revision{(part.Revision > 0 ? $" {part.Revision}" : "")}: ReplicaSet {part.Ref.Name}{(images.Length > 0 ? $" ({images})" : "")}")
                    {
                        Members = [part.Ref],
                    };
                }
            }
        }

        foreach (ControllerRevision revision in cluster.All<ControllerRevision>())
        {
            if (revision is { Number: > 1, Meta: { Created: { } created, Owners: [var owner, ..] } })
                yield return new TimelineEntry(created, Lane.Rollout, owner.Owner, $"new revision {revision.Number}: {revision.Ref.Name}") { Members = [revision.Ref] };
        }
    }
}
