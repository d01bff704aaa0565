using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>Fits a pod to every node again, and finds the smallest change that would let it in.</summary>
internal static class Placer
{
    /// <summary>Fits a pod.</summary>
    public static Placement Place(Cluster cluster, PlacementIndex index, Pod pod)
    {
        IReadOnlyDictionary<string, decimal> requests = PodRequests.Of(pod.Spec);
        var volumes = new VolumeFilter(cluster, pod);
        Placement placement = Said(cluster, pod) with { Requests = requests, IsPartial = index.IsPartial, Claims = [.. volumes.Claims] };
        if (volumes.WaitsFor is { } claim)
            return placement with { WaitsForClaim = claim };
        if (SchedulerMessage.WaitsForClaim(placement.Message) && volumes.Everywhere is null)
            return placement with { WaitsForClaim = placement.Claims.Count > 0 ? placement.Claims[0] : pod.Ref };
        if (volumes.Everywhere is { } everywhere)
            return placement with { Everywhere = everywhere, Blame = [everywhere.Obstacle] };
        var affinity = new PodAffinityFilter(index, pod);
        NodeVerdict[] verdicts =
        [
            .. index.Rooms.Select(room => new NodeVerdict(
                room,
                [
                    .. NodeChoiceFilter.Check(pod.Spec, room.Node),
                    .. RoomFilter.Check(pod.Spec, requests, room),
                    .. volumes.Check(room),
                    .. affinity.Check(room),
                ],
                NodeChoiceFilter.IsMeant(pod.Spec, room.Node))),
        ];
        placement = placement with { Verdicts = verdicts };
        NodeVerdict[] meant = Meant(pod, verdicts);
        return meant.Length == 0 || Array.Exists(meant, verdict => verdict.Refusals.Count == 0) ? AsSaid(placement) : Blamed(placement, meant);
    }

    /// <summary>The placement of a pod of the same sort, for another pod.</summary>
    public static Placement Again(Cluster cluster, Pod pod, Placement known)
    {
        Placement said = Said(cluster, pod);
        Placement again = known with { Pod = pod, Message = said.Message, MessagePath = said.MessagePath, Since = said.Since };
        // Where the scheduler's word decides, it is this pod's own.
        return known.IsOnlySaid ? AsSaid(again with { Blame = [] }) : again;
    }

    private static Placement Said(Cluster cluster, Pod pod)
    {
        if (pod.ConditionOf("PodScheduled") is { Message.Length: > 0 } condition)
        {
            return new Placement(pod)
            {
                Message = condition.Message,
                MessagePath = "status.conditions[PodScheduled].message",
                Since = condition.Since ?? pod.Meta.Created,
            };
        }

        KubeEvent? seen = cluster.EventsAbout(pod.Ref).LastOrDefault(one => one.Reason == "FailedScheduling");
        return new Placement(pod)
        {
            Message = seen?.Message ?? "",
            MessagePath = "event FailedScheduling",
            Since = seen?.First ?? pod.Meta.Created,
        };
    }

    /// <summary>
    /// The nodes that the pod is meant for, so that the others, which refuse it by design, are not blamed. A node that does
    /// not meet one of these counts only when none does.
    /// </summary>
    private static NodeVerdict[] Meant(Pod pod, NodeVerdict[] verdicts)
    {
        NodeVerdict[] left = verdicts;
        void Keep(Predicate<NodeVerdict> wanted)
        {
            NodeVerdict[] kept = Array.FindAll(left, wanted);
            if (kept.Length > 0)
                left = kept;
        }

        Keep(verdict => !NodeChoiceFilter.IsPinnedElsewhere(pod.Spec, verdict.Room.Node));
        // A node without any GPU is not one that has too few of them.
        Keep(verdict => !verdict.Of(Obstacle.NodeTooSmall).Any(refusal => verdict.Room.Allocatable(refusal.Part) is 0 or null));
        if (Array.Exists(left, verdict => verdict is { IsMeant: true } && !verdict.Obstacles.Contains(Obstacle.NodeSelector)))
            Keep(verdict => verdict.IsMeant);
        Keep(verdict => !verdict.Obstacles.Contains(Obstacle.NodeSelector));
        // What went down after the pod began to wait is not what it waited for.
        Keep(verdict => !verdict.Obstacles.Contains(Obstacle.NodeDown) || pod.Meta.Created is not { } made
            || verdict.Room.Node.ConditionOf("Ready") is not { IsTrue: false, Since: { } down } || made >= down - TimeSpan.FromMinutes(1));
        return left;
    }

    private static Placement Blamed(Placement placement, NodeVerdict[] meant)
    {
        int fewest = meant.Min(verdict => verdict.Obstacles.Count);
        IReadOnlySet<Obstacle> blame = meant.Where(verdict => verdict.Obstacles.Count == fewest)
            .Select(verdict => verdict.Obstacles)
            .OrderByDescending(obstacles => obstacles.Max())
            .ThenByDescending(obstacles => obstacles.Sum(obstacle => (int)obstacle))
            .First();
        return placement with
        {
            Candidates = [.. meant.Where(verdict => verdict.Obstacles.SetEquals(blame))],
            // Of several, the one that the most nodes have is named first; the state of a node is not the workload's fault.
            Blame =
            [
                .. blame.OrderBy(obstacle => obstacle >= Obstacle.NodePressure)
                    .ThenByDescending(obstacle => meant.Count(verdict => verdict.Obstacles.Contains(obstacle)))
                    .ThenBy(obstacle => obstacle),
            ],
        };
    }

    /// <summary>The recomputation finds a node that the scheduler refused, or there are no nodes to see: its word stands.</summary>
    private static Placement AsSaid(Placement placement)
    {
        IReadOnlyList<(int Nodes, Obstacle Obstacle, string Text)> said =
        [
            .. SchedulerMessage.Parse(placement.Message)
                .OrderBy(one => one.Text.Contains("node-role.kubernetes.io/", StringComparison.Ordinal))
                .ThenByDescending(one => one.Obstacle)
                .ThenByDescending(one => one.Nodes),
        ];
        return said.Count == 0
            ? placement with { IsOnlySaid = true }
            : placement with { IsOnlySaid = true, Blame = [said[0].Obstacle] };
    }
}
