using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>A workload that takes more of a node than its pods there ask for.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Resource"><c>cpu</c> or <c>memory</c>.</param>
/// <param name="Used">What its pods on the node use.</param>
/// <param name="Requested">What they ask for.</param>
internal sealed record NodeTaker(ObjectRef Workload, string Resource, decimal Used, decimal Requested)
{
    // What is little beside the machine is not what it runs out with.
    private const decimal LeastShare = 0.05m;

    private const int Most = 3;

    /// <summary>What it takes that nobody planned with.</summary>
    public decimal Beyond => Used - Requested;

    /// <summary>As a part of a sentence.</summary>
    public string InWords => $"{Workload} uses {Amount(Used)} of {Name}, {(Requested > 0 ? $"{Amount(Beyond)} beyond the {Amount(Requested)} that its pods request" : "and its pods request none")}";

    private string Name => Resource == "cpu" ? "CPU" : Resource;

    /// <summary>Who takes most of a node beyond what is requested, the greatest first; empty when usage is not known.</summary>
    public static IReadOnlyList<NodeTaker> Of(Node node, string resource, RuleContext context)
    {
        decimal least = LeastShare * (node.Allocatable.TryGetValue(resource, out Quantity has) ? has.Value : 0);
        var takers = new Dictionary<ObjectRef, NodeTaker>();
        foreach (Pod pod in context.PodsOn(node.Ref.Name))
        {
            if (context.UsageOf(pod, resource) is not { } used)
                continue;
            ObjectRef workload = context.WorkloadOf(pod.Ref)?.Ref ?? pod.Ref;
            decimal requested = PodRequests.Of(pod.Spec).GetValueOrDefault(resource);
            NodeTaker known = takers.GetValueOrDefault(workload) ?? new NodeTaker(workload, resource, 0, 0);
            takers[workload] = known with { Used = known.Used + used, Requested = known.Requested + requested };
        }

        return [.. takers.Values.Where(taker => taker.Beyond > least).OrderByDescending(taker => taker.Beyond).ThenBy(taker => taker.Workload, ObjectRef.Order).Take(Most)];
    }

    /// <summary>The takers of a node as evidence.</summary>
    public static IEnumerable<Evidence> EvidenceOf(IEnumerable<NodeTaker> takers) =>
        takers.Select(taker => new Evidence(taker.Workload, $"usage.{taker.Resource}", taker.InWords, null));

    /// <summary>An amount as people write it; of a CPU nobody wants more than thousandths.</summary>
    public static string Amount(string resource, decimal value) => Quantity.Format(resource, resource == "cpu" ? Math.Round(value, 3) : value);

    private string Amount(decimal value) => Amount(Resource, value);
}
