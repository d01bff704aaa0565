using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads Services, endpoints and Ingresses.</summary>
internal static class NetworkReader
{
    /// <summary>The label that ties a slice to its Service (k8s.io/api discovery/v1).</summary>
    private const string ServiceLabel = "kubernetes.io/service-name";

    public static Service Service(Field root, Metadata meta)
    {
        Field spec = root["spec"];
        return new Service(meta)
        {
            Selector = spec["selector"].Map,
            Ports = spec["ports"].Items(port => new ServicePort(
                port["name"].Text,
                port["port"].Int(),
                port["targetPort"].Port is { IsEmpty: false } target ? target : new PortRef(port["port"].Int(), ""),
                port["protocol"].TextOr("TCP"),
                port["nodePort"].Int())),
            Type = spec["type"].TextOr("ClusterIP"),
            ClusterIp = spec["clusterIP"].Text,
            ExternalName = spec["externalName"].Text,
            IsInternalLocal = spec["internalTrafficPolicy"].Text == "Local",
            IsExternalLocal = spec["externalTrafficPolicy"].Text == "Local",
            PublishesNotReady = spec["publishNotReadyAddresses"].Flag,
            LoadBalancerClass = spec["loadBalancerClass"].Text,
            LoadBalancer = Addresses(root["status"]),
        };
    }

    public static EndpointSlice EndpointSlice(Field root, Metadata meta) => new(meta)
    {
        Service = meta.Labels.TryGetValue(ServiceLabel, out string? service) ? service : "",
        Endpoints = root["endpoints"].Items(endpoint =>
        {
            Field conditions = endpoint["conditions"], target = endpoint["targetRef"];
            return new Endpoint(
                endpoint["addresses"].Texts,
                conditions["ready"].FlagOrNull ?? true,
                conditions["terminating"].Flag,
                target["kind"].Text is "Pod" ? target["name"].Text : "",
                endpoint["nodeName"].Text);
        }),
        Ports = root["ports"].Items(port => new ServicePort(
            port["name"].Text, port["port"].Int(), port["port"].Port, port["protocol"].TextOr("TCP"), 0)),
    };

    public static Ingress Ingress(Field root, Metadata meta)
    {
        Field spec = root["spec"];
        var backends = new List<IngressBackend>();
        Field standard = spec["defaultBackend"];
        if (standard.Exists)
            backends.Add(Backend("", "", standard, "spec.defaultBackend"));
        int r = 0;
        foreach (var (host, paths) in spec["rules"].Items(rule => (rule["host"].Text, rule["http"]["paths"])))
        {
            int rule = r++;
            backends.AddRange(paths.Items((path, i) =>
                Backend(host, path["path"].Text, path["backend"], $"spec.rules[{rule}].http.paths[{i}].backend")));
        }

        return new Ingress(meta)
        {
            Class = spec["ingressClassName"].Text is { Length: > 0 } name ? name
                : meta.Annotations.TryGetValue("kubernetes.io/ingress.class", out string? old) ? old : "",
            Backends = backends,
            Tls = spec["tls"].Items(tls => (tls["secretName"].Text, tls["hosts"].Texts)),
            LoadBalancer = Addresses(root["status"]),
        };
    }

    public static IngressClass IngressClass(Field root, Metadata meta) => new(meta) { Controller = root["spec"]["controller"].Text };

    private static IngressBackend Backend(string host, string urlPath, Field backend, string path)
    {
        Field service = backend["service"];
        Field port = service["port"];
        PortRef named = port["name"].Text is { Length: > 0 } name ? new PortRef(0, name) : new PortRef(port["number"].Int(), "");
        return new IngressBackend(host, urlPath, service["name"].Text, named, $"{path}.service");
    }

    private static string[] Addresses(Field status) => status["loadBalancer"]["ingress"].Items(item =>
        item["ip"].Text is { Length: > 0 } ip ? ip : item["hostname"].Text);
}
