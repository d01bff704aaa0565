using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The workloads that clusters are made of, recognised by their images: what a node or every pod relies on.</summary>
internal static class SystemComponents
{
    // Last part of the image's repository, as the projects publish them, with what is lost without it.
    private static readonly (string Image, SystemComponent Component)[] Known =
    [
        ("kube-proxy", new("kube-proxy", "addresses of Services lead nowhere there", false)),
        ("calico/node", new("network plug-in (Calico)", "pods get no network there", true)),
        ("cilium/cilium", new("network plug-in (Cilium)", "pods get no network there", true)),
        ("flannel/flannel", new("network plug-in (Flannel)", "pods get no network there", true)),
        ("flannelcni/flannel", new("network plug-in (Flannel)", "pods get no network there", true)),
        ("weaveworks/weave-kube", new("network plug-in (Weave)", "pods get no network there", true)),
        ("antrea/antrea-agent-ubuntu", new("network plug-in (Antrea)", "pods get no network there", true)),
        ("antrea/antrea-ubuntu", new("network plug-in (Antrea)", "pods get no network there", true)),
        ("cloudnativelabs/kube-router", new("network plug-in (kube-router)", "pods get no network there", true)),
        ("kindest/kindnetd", new("network plug-in (kindnet)", "pods get no network there", true)),
        ("amazon-k8s-cni", new("network plug-in (AWS VPC CNI)", "pods get no network there", true)),
        ("kube-ovn/kube-ovn", new("network plug-in (Kube-OVN)", "pods get no network there", true)),
        ("sig-storage/csi-node-driver-registrar", new("storage driver", "its volumes cannot be mounted there", false)),
        ("sig-storage/csi-provisioner", new("storage driver's controller", "its volumes are not made", false)),
        ("metrics-server/metrics-server", new("metrics server", "autoscalers and kubectl top have no figures", false)),
    ];

    /// <summary>Which component a workload is; null for an ordinary one.</summary>
    public static SystemComponent? Of(Workload workload)
    {
        foreach (Container container in workload.Template?.Spec.Containers ?? [])
        {
            string repository = "/" + Repository(container.Image);
            foreach ((string image, SystemComponent component) in Known)
            {
                if (repository.EndsWith("/" + image, StringComparison.Ordinal))
                    return component;
            }
        }

        return null;
    }

    private static string Repository(string image)
    {
        string plain = image.Split('@')[0];
        int colon = plain.LastIndexOf(':');
        return colon > plain.LastIndexOf('/') ? plain[..colon] : plain;
    }
}
