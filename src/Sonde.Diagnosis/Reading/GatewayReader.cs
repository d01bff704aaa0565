using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads the Gateway API: gateways, routes, and who may refer to whom.</summary>
internal static class GatewayReader
{
    public static Gateway Gateway(Field root, Metadata meta) => new(meta)
    {
        Conditions = MetadataReader.Conditions(root["status"]),
        Class = root["spec"]["gatewayClassName"].Text,
        Listeners = [.. root["status"]["listeners"].Items(listener => MetadataReader.Conditions(listener).Select(condition => (listener["name"].Text, condition))).SelectMany(all => all)],
    };

    public static GatewayRoute Route(Field root, Metadata meta)
    {
        Field spec = root["spec"];
        var backends = new List<RouteBackend>();
        int r = 0;
        foreach (Field refs in spec["rules"].Items(rule => rule["backendRefs"]))
        {
            int rule = r++;
            // Without group and kind a Service is meant (gateway-api BackendObjectReference).
            backends.AddRange(refs.Items((item, i) => (Item: item, Place: i)).Where(one => one.Item["group"].Text.Length == 0 && one.Item["kind"].TextOr("Service") == "Service")
                .Select(one => new RouteBackend(new ObjectRef("Service", one.Item["namespace"].TextOr(meta.Ref.Namespace), one.Item["name"].Text), one.Item["port"].Int(), $"spec.rules[{rule}].backendRefs[{one.Place}]")));
        }

        return new GatewayRoute(meta)
        {
            Hosts = spec["hostnames"].Texts,
            Gateways = [.. spec["parentRefs"].Items(parent => (Kind: parent["kind"].TextOr("Gateway"), Ref: Parent(parent, meta))).Where(one => one.Kind == "Gateway").Select(one => one.Ref)],
            Backends = backends,
            Said = [.. root["status"]["parents"].Items(parent => MetadataReader.Conditions(parent).Select(condition => (Parent(parent["parentRef"], meta), condition))).SelectMany(all => all)],
        };
    }

    public static ReferenceGrant Grant(Field root, Metadata meta) => new(meta)
    {
        From = root["spec"]["from"].Items(from => (from["kind"].Text, from["namespace"].Text)),
        To = root["spec"]["to"].Items(to => (to["kind"].Text, to["name"].Text)),
    };

    private static ObjectRef Parent(Field parent, Metadata meta) =>
        new(parent["kind"].TextOr("Gateway"), parent["namespace"].TextOr(meta.Ref.Namespace), parent["name"].Text);
}
