using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>How much of a resource a node uses, and how much of that its pods do.</summary>
/// <param name="Resource"><c>cpu</c> or <c>memory</c>.</param>
/// <param name="Node">What the whole machine uses.</param>
/// <param name="Pods">What the pods use whose usage is told.</param>
/// <param name="Untold">Pods on the node whose usage is not told.</param>
internal sealed record NodeUse(string Resource, decimal Node, decimal Pods, int Untold)
{
    /// <summary>What is used by nobody that is known: programs of the machine itself, or pods whose usage is not told.</summary>
    public decimal Outside => Math.Max(0, Node - Pods);

    /// <summary>More than half of the machine's use is outside of the pods that are known.</summary>
    public bool IsMostlyOutside => Outside * 2 > Node;

    /// <summary>Who uses the rest, as a part of a sentence.</summary>
    public string OutsideInWords =>
        $"{NodeTaker.Amount(Resource, Outside)} of the {NodeTaker.Amount(Resource, Node)} in use, the pods there use {NodeTaker.Amount(Resource, Pods)}"
        + (Untold > 0 ? $" ({Untold} more {(Untold == 1 ? "pod does" : "pods do")} not tell what {(Untold == 1 ? "it uses" : "they use")})" : "");

    /// <summary>The use of a node; null when its own is not known.</summary>
    public static NodeUse? Of(Node node, string resource, RuleContext context)
    {
        if (context.UsageOf(node, resource) is not { } whole || whole <= 0)
            return null;
        decimal pods = 0;
        int untold = 0;
        foreach (Pod pod in context.PodsOn(node.Ref.Name))
        {
            if (context.UsageOf(pod, resource) is { } used)
                pods += used;
            else
                untold++;
        }

        return new NodeUse(resource, whole, pods, untold);
    }

    /// <summary>An amount as a share of what the node uses, in whole percent: both are averages of windows that differ.</summary>
    public string Share(decimal amount) => $"{decimal.ToInt32(Math.Round(Math.Min(1, amount / Node) * 100))} %";
}
