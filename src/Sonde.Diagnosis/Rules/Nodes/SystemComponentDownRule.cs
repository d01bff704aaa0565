using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// A part of the cluster itself does not run where it must: kube-proxy, the network plug-in, a storage driver, the metrics
/// server. Where its own pods tell why, that is the root and this is said of it.
/// </summary>
internal sealed class SystemComponentDownRule : WorkloadRule
{
    private const int MostNodes = 3;

    // A node that has just joined, and a pod that has just been made, need their time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Slug => "system-component-down";

    public override Depth Depth => Depth.Symptom;

    public override IReadOnlyList<string> Kinds => ["Pod", "Node", "DaemonSet", "Deployment", "ReplicaSet"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (SystemComponents.Of(workload) is not { } component)
            return;
        if (workload.Top is DaemonSet daemonSet)
            CheckDaemonSet(workload, daemonSet, component, context);
        else if (workload.Top is Deployment deployment)
            CheckDeployment(workload, deployment, component, context);
    }

    private void CheckDaemonSet(Workload workload, DaemonSet daemonSet, SystemComponent component, RuleContext context)
    {
        // A driver for some nodes is none for the others: those that it chooses count. One that chooses no node at all is off.
        Node[] lacking = [.. Lacking(workload, context)];
        Node[] withoutNetwork = component.IsNetwork ? [.. context.All<Node>().Where(node => NodeReadiness.Of(node, null, context) is { IsNetwork: true })] : [];
        bool isOff = daemonSet.Desired == 0 && withoutNetwork.Length > 0;
        Node[] nodes = isOff ? withoutNetwork : lacking;
        if (nodes.Length == 0)
            return;
        string where = string.Join(", ", nodes.Take(MostNodes).Select(node => node.Ref.Name)) + (nodes.Length > MostNodes ? $" and {nodes.Length - MostNodes} more" : "");
        string why = isOff ? ": its node selector chooses no node" : "";
        Report(workload, component, $"the {component.Name} does not run on {where}{why}; {component.Loss}", daemonSet.Meta.Created, [
            new Evidence(workload.Ref, "status", $"desiredNumberScheduled {daemonSet.Desired}, numberReady {daemonSet.Ready}", null),
            .. isOff ? [new Evidence(workload.Ref, "spec.template.spec.nodeSelector", string.Join(",", daemonSet.Template?.Spec.NodeSelector.Select(label => $"{label.Key}={label.Value}") ?? []), null)] : (Evidence[])[],
            .. nodes.Take(MostNodes).Select(node => new Evidence(node.Ref, "pods", workload.Pods.FirstOrDefault(pod => pod.Spec.NodeName == node.Ref.Name) is { } pod ? $"{pod.Ref.Name}, not ready" : "none of it", null)),
        ], context);
    }

    private void CheckDeployment(Workload workload, Deployment deployment, SystemComponent component, RuleContext context)
    {
        if (deployment.Available > 0 || workload.Pods.Any(pod => pod.IsReady) || context.Now - deployment.Meta.Created < Patience)
            return;
        string how = deployment.Replicas == 0 ? "is scaled to zero" : "has no pod that is ready";
        Report(workload, component, $"the {component.Name} {how}; {component.Loss}", null,
            [new Evidence(workload.Ref, "spec.replicas", $"{deployment.Replicas}, available {deployment.Available}", null)], context);
    }

    private void Report(Workload workload, SystemComponent component, string title, DateTimeOffset? since, IReadOnlyList<Evidence> evidence, RuleContext context) =>
        context.Report(new Finding(Slug, workload.Ref, title)
        {
            Confidence = Confidence.Likely,
            Since = since,
            Evidence = evidence,
            Remedies =
            [
                new Remedy($"bring the {component.Name} back: see why it has no pod there", $"kubectl describe -n {workload.Ref.Namespace} {workload.Ref.Kind.ToLowerInvariant()}/{workload.Ref.Name}", null, IsDisruptive: false),
            ],
        });

    /// <summary>Nodes that are to run it, are there long enough, and have no pod of it that is ready.</summary>
    private static IEnumerable<Node> Lacking(Workload workload, RuleContext context)
    {
        if (workload.Template is not { } template)
            yield break;
        ILookup<string, Pod> pods = workload.Pods.ToLookup(pod => pod.Spec.NodeName);
        foreach (Node node in context.All<Node>())
        {
            // A silent node's pods count as not ready, and nothing is wrong with them.
            bool isSilent = node.ConditionOf("Ready") is null or { Status: "Unknown" };
            bool isNew = context.Now - node.Meta.Created < Patience || pods[node.Ref.Name].Any(pod => context.Now - pod.Meta.Created < Patience);
            if (!isSilent && !isNew && Scheduling.NodeChoiceFilter.Chooses(template.Spec, node)
                && !Scheduling.NodeChoiceFilter.Untolerated(template.Spec, node).Any() && !pods[node.Ref.Name].Any(pod => pod.IsReady))
            {
                yield return node;
            }
        }
    }
}
