using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>The cluster's name server.</summary>
internal static class ClusterDns
{
    /// <summary>Its namespace.</summary>
    public const string Namespace = "kube-system";

    /// <summary>The label that its Service and pods carry.</summary>
    public static KeyValuePair<string, string> Label => NetworkIndex.DnsLabel;

    /// <summary>Its port.</summary>
    public const int Port = 53;

    /// <summary>Its Service; null when it is not here. OpenShift has it elsewhere.</summary>
    public static Service? Service(RuleContext context) =>
        context.Find<Service>("Service", Namespace, "kube-dns") ?? context.Find<Service>("Service", "openshift-dns", "dns-default")
        ?? context.DnsService();

    /// <summary>The Service and what is behind it: their trouble would explain that names do not resolve.</summary>
    public static IReadOnlyList<ObjectRef> Parts(RuleContext context) => Service(context) is { } service ? Backers.Of(service.Ref, context) : [];
}
