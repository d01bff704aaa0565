using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads nodes and leases.</summary>
internal static class NodeReader
{
    public static Node Node(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        Field info = status["nodeInfo"];
        return new Node(meta)
        {
            Conditions = MetadataReader.Conditions(status),
            Taints = spec["taints"].Items(taint => new Taint(
                taint["key"].Text, taint["value"].Text, taint["effect"].Text, taint["timeAdded"].Time)),
            IsCordoned = spec["unschedulable"].Flag,
            Allocatable = status["allocatable"].Quantities,
            Capacity = status["capacity"].Quantities,
            Images = [.. status["images"].Items(image => image["names"].Texts).SelectMany(names => names)],
            Architecture = info["architecture"].Text,
            OperatingSystem = info["operatingSystem"].Text,
            KubeletVersion = info["kubeletVersion"].Text,
            Runtime = info["containerRuntimeVersion"].Text,
            AttachedVolumes = status["volumesAttached"].Items(volume => volume["name"].Text),
        };
    }

    public static CsiNode CsiNode(Field root, Metadata meta)
    {
        var drivers = new Dictionary<string, int?>();
        foreach ((string name, long? limit) in root["spec"]["drivers"].Items(driver =>
            (driver["name"].Text, driver["allocatable"]["count"].LongOrNull)))
        {
            drivers[name] = limit is { } number ? (int)Math.Min(number, int.MaxValue) : null;
        }

        return new CsiNode(meta) { Drivers = drivers };
    }

    public static Lease Lease(Field root, Metadata meta)
    {
        Field spec = root["spec"];
        return new Lease(meta)
        {
            Holder = spec["holderIdentity"].Text,
            Renewed = spec["renewTime"].Time,
            Duration = spec["leaseDurationSeconds"].Int(),
        };
    }
}
