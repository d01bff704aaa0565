using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads a pod's spec and a workload's template.</summary>
internal static class PodSpecReader
{
    public static PodTemplate Template(Field template) => new(
        template["metadata"]["labels"].Map,
        template["metadata"]["annotations"].Map,
        Read(template["spec"], ""));

    /// <summary>Reads a spec.</summary>
    /// <param name="spec">The field.</param>
    /// <param name="pod">The pod's name, for ephemeral claims; empty for a template.</param>
    public static PodSpec Read(Field spec, string pod)
    {
        Field affinity = spec["affinity"];
        return new PodSpec
        {
            Containers = spec["containers"].Items((item, i) => ContainerReader.Read(item, $"spec.containers[{i}]")),
            InitContainers = spec["initContainers"].Items((item, i) => ContainerReader.Read(item, $"spec.initContainers[{i}]")),
            Volumes = spec["volumes"].Items((item, i) => VolumeReader.Read(item, $"spec.volumes[{i}]", pod)),
            ImagePullSecrets = spec["imagePullSecrets"].Items(item => item["name"].Text),
            NodeName = spec["nodeName"].Text,
            NodeSelector = spec["nodeSelector"].Map,
            NodeAffinity = NodeTerms(affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]),
            PodAffinity = PodTerms(affinity["podAffinity"]),
            PodAntiAffinity = PodTerms(affinity["podAntiAffinity"]),
            TopologySpread = spec["topologySpreadConstraints"].Items(item => new TopologySpread(
                item["topologyKey"].Text,
                item["maxSkew"].Int(1),
                item["whenUnsatisfiable"].Text is "" or "DoNotSchedule",
                SelectorReader.Read(item["labelSelector"]))
            {
                MinDomains = item["minDomains"].Int(),
                HonorsAffinity = item["nodeAffinityPolicy"].Text != "Ignore",
                HonorsTaints = item["nodeTaintsPolicy"].Text == "Honor",
                MatchLabelKeys = item["matchLabelKeys"].Texts,
            }),
            Tolerations = spec["tolerations"].Items(item => new Toleration(
                item["key"].Text, item["operator"].Text, item["value"].Text, item["effect"].Text)),
            SchedulingGates = spec["schedulingGates"].Items(item => item["name"].Text),
            ResourceClaims = spec["resourceClaims"].Items(item => new PodResourceClaim(item["name"].Text, item["resourceClaimName"].Text, item["resourceClaimTemplateName"].Text)),
            SchedulerName = spec["schedulerName"].TextOr("default-scheduler"),
            RestartPolicy = spec["restartPolicy"].TextOr("Always"),
            ServiceAccount = spec["serviceAccountName"].TextOr("default"),
            GracePeriod = spec["terminationGracePeriodSeconds"].Int(30),
            UsesHostNetwork = spec["hostNetwork"].Flag,
            Hostname = spec["hostname"].Text,
            Subdomain = spec["subdomain"].Text,
            DnsPolicy = spec["dnsPolicy"].TextOr("ClusterFirst"),
            NameServers = spec["dnsConfig"]["nameservers"].Texts,
            HostAliases = [.. spec["hostAliases"].Items(alias => alias["hostnames"].Texts).SelectMany(names => names)],
            Priority = spec["priority"].Int(),
            PriorityClass = spec["priorityClassName"].Text,
            RuntimeClass = spec["runtimeClassName"].Text,
            Overhead = spec["overhead"].Quantities,
            Resources = ContainerReader.Resources(spec["resources"]),
            Security = ContainerReader.Security(spec["securityContext"]),
            ActiveDeadline = spec["activeDeadlineSeconds"].LongOrNull,
        };
    }

    /// <summary>The terms of a node selector.</summary>
    public static NodeSelectorTerm[] NodeTerms(Field selector) => selector["nodeSelectorTerms"].Items(term =>
        new NodeSelectorTerm(
            SelectorReader.Requirements(term["matchExpressions"]), SelectorReader.Requirements(term["matchFields"])));

    private static PodAffinityTerm[] PodTerms(Field affinity) =>
        affinity["requiredDuringSchedulingIgnoredDuringExecution"].Items(term => new PodAffinityTerm(
            SelectorReader.Read(term["labelSelector"]),
            term["namespaces"].Texts,
            SelectorReader.Read(term["namespaceSelector"]),
            term["topologyKey"].Text));
}
