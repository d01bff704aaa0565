using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Names of Services that exist do not resolve in some pods.</summary>
internal sealed class DnsResolutionFailedRule : GatheringRule<DnsResolutionFailedRule.Failed>
{
    // One pod that cannot resolve has a trouble of its own; of three that cannot, the server is the nearest explanation.
    private const int Many = 3;

    public override string Slug => "dns-resolution-failed";

    public override IReadOnlyList<string> Kinds => [.. DependencyText.Kinds, "NetworkPolicy", "ConfigMap"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    protected override Failed? Gather(Workload workload, RuleContext context)
    {
        foreach (Complaint complaint in Complaint.Of(workload, context).Where(one => one.Kind == ComplaintKind.Name))
        {
            (Service? service, string host, _) = complaint.Target(context);
            // A headless Service without a ready pod has no address to give: that is its own trouble.
            if (service is not null && (!service.IsHeadless || Backers.Serves(service, context)))
                return new Failed(complaint, host, OwnReason(complaint.Pod.Spec, host));
        }

        return null;
    }

    protected override void Conclude(IReadOnlyList<Failed> noted, RuleContext context)
    {
        if (noted.Count == 0)
            return;
        ObjectRef[] parts = [.. ClusterDns.Parts(context)];
        // A server without endpoints is told by its own rule, which then explains each of them.
        bool isServer = ClusterDns.Service(context) is { } dns && Backers.Serves(dns, context) && parts.Length > 1 && noted.Count(one => one.Own is null) >= Many;
        foreach ((Complaint complaint, string host, string? own) in noted)
            Report(complaint, host, own, parts, isServer && own is null, context);
    }

    private void Report(Complaint complaint, string host, string? own, ObjectRef[] parts, bool isServer, RuleContext context)
    {
        ObjectRef subject = isServer ? parts[^1] : complaint.Workload.Ref;
        ObjectRef[] policies = [.. PolicyEvaluator.DnsBlockers(complaint.Pod.Meta.Labels, complaint.Pod.Ref.Namespace, context).Select(policy => policy.Ref)];
        context.Report(new Finding(Slug, subject, isServer
            ? $"does not resolve names of Services that exist, in several workloads: {LogExcerpt.Shorten(complaint.Line)}"
            : $"container {complaint.Container} cannot resolve {host}, a Service that exists: {own ?? LogExcerpt.Shorten(complaint.Line)}")
        {
            Container = isServer ? "" : complaint.Container,
            Severity = complaint.IsFailing || isServer ? Severity.Error : Severity.Warning,
            Confidence = own is not null ? Confidence.Certain : Confidence.Likely,
            Since = complaint.Pod.Started,
            Evidence = [complaint.Evidence, new Evidence(complaint.Pod.Ref, "spec.dnsPolicy", complaint.Pod.Spec.DnsPolicy, null)],
            Effects = isServer ? [DependencyText.Caller(complaint, $"cannot resolve {host}")] : [],
            Explains = isServer ? [complaint.Workload.Ref] : [],
            Blames = own is not null ? [] : [.. parts, .. policies],
            Remedies =
            [
                own is not null
                    ? new Remedy("let the pod ask the cluster's DNS", null, PodPatch.Of(complaint.Workload, $"dnsPolicy: {(complaint.Pod.Spec.UsesHostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst")}"), IsDisruptive: true)
                    : new Remedy("ask the name server from the pod's node, and look at its log", $"kubectl logs -n {ClusterDns.Namespace} -l {ClusterDns.Label.Key}={ClusterDns.Label.Value} --tail=20", null, IsDisruptive: false),
            ],
        });
    }

    /// <summary>Why the pod itself does not ask the cluster's DNS; null when it does.</summary>
    private static string? OwnReason(PodSpec spec, string host) => spec.DnsPolicy switch
    {
        "Default" => $"its dnsPolicy is Default, so that it asks the node's name server, which does not know {host}",
        "None" => $"its dnsPolicy is None, so that it asks only {(spec.NameServers.Count > 0 ? string.Join(", ", spec.NameServers) : "what dnsConfig names")}",
        "ClusterFirst" when spec.UsesHostNetwork => $"it uses the node's network, and with dnsPolicy ClusterFirst then the node's name server, which does not know {host}",
        _ => null,
    };

    /// <summary>A name that a workload could not resolve.</summary>
    /// <param name="Complaint">What it said.</param>
    /// <param name="Host">The name.</param>
    /// <param name="Own">Why the pod itself does not ask the cluster's DNS; null when it does.</param>
    internal sealed record Failed(Complaint Complaint, string Host, string? Own);
}
