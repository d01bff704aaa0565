using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Service of type LoadBalancer gets no address: whoever is to make load balancers does not, or says why it cannot.</summary>
internal sealed class LoadBalancerPendingRule : ObjectRule<Service>
{
    // Cloud providers take one to three minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The cloud controller tries again after at most 5 minutes (cloud-provider service controller, maxRetryDelay).
    private static readonly TimeSpan Rhythm = TimeSpan.FromHours(1);

    public override string Slug => "load-balancer-pending";

    public override IReadOnlyList<string> Kinds => ["Service", "Event"];

    public override void Evaluate(Service subject, RuleContext context)
    {
        if (subject.Type != "LoadBalancer" || subject.LoadBalancer.Count > 0 || subject.Meta.Deleted is not null || subject.Meta.Created is null)
            return;
        IReadOnlyList<KubeEvent> events = context.Events(subject.Ref);
        KubeEvent? failed = events.LastOrDefault(seen => seen.IsWarning && context.Now - seen.Last < Rhythm
            && (seen.Reason.Contains("LoadBalancer", StringComparison.Ordinal) || seen.Reason is "AllocationFailed" or "FailedBuildModel" or "FailedDeployModel"));
        if (failed is null && context.Now - subject.Meta.Created < Patience)
            return;
        bool isTried = failed is not null || events.Any(seen => seen.Reason is "EnsuringLoadBalancer");
        string who = subject.LoadBalancerClass.Length > 0 ? $"loadBalancerClass {subject.LoadBalancerClass}" : "load balancers";
        string why = failed is not null ? $"making its load balancer fails: {LogExcerpt.Shorten(failed.Message)}"
            : isTried ? "its load balancer has been in the making for long"
            : $"no word of anybody who serves {who} in this cluster (a cloud controller, MetalLB)";
        string ports = string.Join(", ", subject.Ports.Where(port => port.NodePort > 0).Select(port => port.NodePort));
        context.Report(new Finding(Slug, subject.Ref, $"has no external address, so that nobody outside reaches it by one: {why}")
        {
            Severity = Severity.Warning,
            Confidence = failed is not null ? Confidence.Certain : Confidence.Likely,
            Since = failed?.First ?? subject.Meta.Created,
            Evidence =
            [
                new Evidence(subject.Ref, "status.loadBalancer.ingress", "empty", subject.Meta.Created),
                .. failed is null ? (Evidence[])[] : [new Evidence(subject.Ref, $"event {failed.Reason} ×{failed.Count}", LogExcerpt.Shorten(failed.Message), failed.Last)],
            ],
            Remedies =
            [
                failed is not null ? new Remedy("remove what it names: a quota, a right, a subnet, an annotation", $"kubectl describe service -n {subject.Ref.Namespace} {subject.Ref.Name}", null, IsDisruptive: false)
                    : new Remedy("see whether the controller that makes load balancers is installed and runs; a cluster without a cloud needs one of its own", "kubectl get pods -A | grep -i -e cloud-controller -e metallb -e load-balancer", null, IsDisruptive: false),
                .. ports.Length == 0 ? (Remedy[])[] : [new Remedy($"meanwhile it answers on each node's address at port {ports}", null, null, IsDisruptive: false)],
            ],
        });
    }
}
