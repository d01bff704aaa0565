using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>No node has the CPU, memory or other resource that a pod asks for.</summary>
internal sealed class UnschedulableResourcesRule : PlacementRuleBase
{
    public override string Slug => "unschedulable-resources";

    protected override bool Names(Obstacle obstacle) => obstacle is Obstacle.Resources or Obstacle.NodeTooSmall;

    protected override bool NamesRejection(string reason) => reason.StartsWith("OutOf", StringComparison.Ordinal);

    protected override bool IsExplainedElsewhere(Workload workload, Placement placement, RuleContext context) =>
        PodPreemptedRule.Preemptions(workload, context).Any();

    protected override string Title(Workload workload, Placement placement)
    {
        if (placement.Candidates.Count == 0)
            return $"it asks for {Asked(placement)}, and the scheduler says: {Said(placement)}";
        NodeRoom best = Best(placement);
        string[] missing = Short(placement, best);
        var parts = new List<string>();
        if (missing.Contains("pods"))
            parts.Add($"{Nodes(placement)} {(placement.Candidates.Count == 1 ? "runs" : "run")} as many pods as allowed ({Quantity.Format("pods", best.Allocatable("pods") ?? 0)})");
        string[] absent = [.. missing.Where(resource => resource != "pods" && best.Allocatable(resource) is 0 or null)];
        if (absent.Length > 0)
            parts.Add($"it asks for {Amounts(absent, resource => Need(placement, resource))}, which no node offers");
        string[] scarce = [.. missing.Except(absent).Where(resource => resource != "pods")];
        if (scarce.Length > 0)
        {
            bool isTooLarge = scarce.Any(resource => best.Allocatable(resource) < Need(placement, resource));
            string which = placement.Candidates.Count == 1 ? Nodes(placement)
                : $"the {(isTooLarge ? "largest" : "freest")} of {Nodes(placement).Replace("the ", "", StringComparison.Ordinal)} ({best.Name})";
            parts.Add($"it asks for {Amounts(scarce, resource => Need(placement, resource))}, and {which} has "
                + (isTooLarge ? $"{Amounts(scarce, resource => best.Allocatable(resource) ?? 0)} in all, {string.Join(" and ", scarce.Select(resource => Left(best, resource)))} left"
                    : string.Join(" and ", scarce.Select(resource => $"{Left(best, resource)} of {Quantity.Format(resource, best.Allocatable(resource) ?? 0)} {resource} left"))));
        }

        return string.Join("; ", parts);
    }

    protected override IEnumerable<Evidence> MoreEvidence(Placement placement)
    {
        foreach (Container container in placement.Pod.Spec.AllContainers.Where(container => container.Resources != ResourceNeeds.None))
        {
            string asked = string.Join(", ", container.Resources.Requests.Select(request => $"{request.Key} {request.Value.Text}"));
            if (asked.Length > 0)
                yield return new Evidence(placement.Pod.Ref, $"spec.containers[{container.Name}].resources.requests", asked, null);
        }

        if (placement.Candidates.Count == 0)
            yield break;
        NodeRoom best = Best(placement);
        foreach (string resource in Short(placement, best).Where(resource => resource != "pods"))
        {
            string most = string.Join(", ", best.Pods
                .Select(pod => (Pod: pod.Ref, Amount: PodRequests.Of(pod.Spec).GetValueOrDefault(resource)))
                .Where(taken => taken.Amount > 0)
                .OrderByDescending(taken => taken.Amount).ThenBy(taken => taken.Pod, ObjectRef.Order).Take(3)
                .Select(taken => $"{taken.Pod.Namespace}/{taken.Pod.Name} {Quantity.Format(resource, taken.Amount)}"));
            yield return new Evidence(
                best.Node.Ref,
                $"status.allocatable.{resource} less requests of its pods",
                $"{Quantity.Format(resource, best.Allocatable(resource) ?? 0)} − {Quantity.Format(resource, best.Used(resource))} = {Left(best, resource)}"
                    + (most.Length > 0 ? $" (most: {most})" : ""),
                null);
        }
    }

    protected override IEnumerable<Remedy> Remedies(Workload workload, Placement placement)
    {
        if (placement.Candidates.Count == 0)
        {
            yield return new Remedy("ask for less, or add a node with more room", null, null, IsDisruptive: false);
            yield break;
        }

        NodeRoom best = Best(placement);
        string[] missing = Short(placement, best);
        if (missing.All(resource => best.Free(resource) > 0 && resource != "pods" && Fitting(best, resource) is not ("0" or "0Mi")))
        {
            string text = $"ask for at most {string.Join(" and ", missing.Select(resource => $"{Fitting(best, resource)} {resource}"))} per pod: then it fits on {best.Name}";
            yield return Request(workload, placement, best, missing, text);
        }

        yield return missing.All(resource => best.Allocatable(resource) >= Need(placement, resource))
            ? new Remedy($"free {Amounts(missing, resource => Need(placement, resource) - Math.Max(best.Free(resource) ?? 0, 0))} on {best.Name}, or add a node", null, null, IsDisruptive: true)
            : new Remedy($"add a node with {Amounts(missing, resource => Need(placement, resource))} or more", null, null, IsDisruptive: false);
    }

    private static string Amounts(IEnumerable<string> resources, Func<string, decimal> amount) =>
        string.Join(" and ", resources.Select(resource => $"{Quantity.Format(resource, amount(resource))} {resource}"));

    /// <summary>What is left, rounded down to whole units: what is rounded up does not fit.</summary>
    private static string Fitting(NodeRoom room, string resource)
    {
        const decimal Mebibyte = 1 << 20;
        decimal free = Math.Max(room.Free(resource) ?? 0, 0);
        if (resource == "cpu")
            return Quantity.Format(resource, Math.Floor(free * 1000) / 1000);
        bool isMemory = resource is "memory" or "ephemeral-storage" || resource.StartsWith("hugepages-", StringComparison.Ordinal);
        return !isMemory ? Quantity.Format(resource, Math.Floor(free))
            : free % (Mebibyte * 1024) == 0 ? Quantity.FormatBytes(free) : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(free / Mebibyte):0}Mi");
    }

    /// <summary>A change of the requests where it is clear which container's they are; otherwise words.</summary>
    private static Remedy Request(Workload workload, Placement placement, NodeRoom best, string[] missing, string text)
    {
        PodSpec spec = placement.Pod.Spec;
        bool isOne = spec is { Containers.Count: 1, InitContainers.Count: 0, Overhead.Count: 0 } && spec.Resources == ResourceNeeds.None;
        if (!isOne)
            return new Remedy(text, null, null, IsDisruptive: true);
        string requests = string.Join(", ", missing.Select(resource => $"{resource}: {Fitting(best, resource)}"));
        // Of extended resources and huge pages the limit must be the request (API server validation).
        string limits = string.Join(", ", missing.Where(resource => resource is not ("cpu" or "memory" or "ephemeral-storage"))
            .Select(resource => $"{resource}: {Fitting(best, resource)}"));
        return PodChange.OfContainer(
            workload, placement.Pod, spec.Containers[0], text,
            $"resources: {{requests: {{{requests}}}{(limits.Length > 0 ? $", limits: {{{limits}}}" : "")}}}");
    }

    /// <summary>The node where the least is missing.</summary>
    private static NodeRoom Best(Placement placement) => placement.Candidates
        .OrderBy(node => Short(node).Sum(resource => (Need(placement, resource) - (node.Room.Free(resource) ?? 0)) / Need(placement, resource)))
        .ThenBy(node => node.Room.Name, StringComparer.Ordinal).First().Room;

    private static string[] Short(Placement placement, NodeRoom room) => [.. Short(placement.Candidates.First(node => node.Room == room))];

    private static IEnumerable<string> Short(NodeVerdict node) =>
        node.Refusals.Where(refusal => refusal.Obstacle is Obstacle.Resources or Obstacle.NodeTooSmall).Select(refusal => refusal.Part);

    private static decimal Need(Placement placement, string resource) => resource == "pods" ? 1 : placement.Requests.GetValueOrDefault(resource);

    private static string Left(NodeRoom room, string resource) => Quantity.Format(resource, Math.Max(room.Free(resource) ?? 0, 0));

    private static string Asked(Placement placement) => placement.Requests.Count == 0
        ? "nothing"
        : string.Join(", ", placement.Requests.Where(request => request.Value > 0)
            .Select(request => $"{Quantity.Format(request.Key, request.Value)} {request.Key}").Order(StringComparer.Ordinal));

    private static string Said(Placement placement) => string.Join(", ", SchedulerMessage.Parse(placement.Message)
        .Select(said => said.Nodes > 0 ? $"{said.Nodes} {said.Text}" : said.Text));
}
