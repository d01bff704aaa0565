using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads claims, volumes and classes.</summary>
internal static class StorageReader
{
    public static PersistentVolumeClaim Claim(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new PersistentVolumeClaim(meta)
        {
            Conditions = MetadataReader.Conditions(status),
            StorageClass = spec["storageClassName"].TextOrNull,
            Volume = spec["volumeName"].Text,
            Phase = status["phase"].Text,
            AccessModes = spec["accessModes"].Texts,
            Request = spec["resources"]["requests"]["storage"].Quantity,
            Capacity = status["capacity"]["storage"].Quantity,
            ResizeStatus = status["allocatedResourceStatuses"]["storage"].Text,
            Mode = spec["volumeMode"].TextOr("Filesystem"),
            Selector = SelectorReader.Read(spec["selector"]),
        };
    }

    public static PersistentVolume Volume(Field root, Metadata meta)
    {
        Field spec = root["spec"];
        Field claim = spec["claimRef"];
        return new PersistentVolume(meta)
        {
            StorageClass = spec["storageClassName"].Text,
            Claim = claim.Exists ? new ObjectRef("PersistentVolumeClaim", claim["namespace"].Text, claim["name"].Text) : null,
            Phase = root["status"]["phase"].Text,
            AccessModes = spec["accessModes"].Texts,
            Capacity = spec["capacity"]["storage"].Quantity,
            Mode = spec["volumeMode"].TextOr("Filesystem"),
            NodeAffinity = PodSpecReader.NodeTerms(spec["nodeAffinity"]["required"]),
            CsiDriver = spec["csi"]["driver"].Text,
        };
    }

    public static VolumeAttachment Attachment(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new VolumeAttachment(meta)
        {
            Attacher = spec["attacher"].Text,
            Node = spec["nodeName"].Text,
            Volume = spec["source"]["persistentVolumeName"].Text,
            IsAttached = status["attached"].Flag,
            Error = status["attachError"]["message"].Text is { Length: > 0 } attach ? attach : status["detachError"]["message"].Text,
        };
    }

    public static StorageClass Class(Field root, Metadata meta) => new(meta)
    {
        Provisioner = root["provisioner"].Text,
        AllowedTopologies = root["allowedTopologies"].Items(term => new NodeSelectorTerm(
            term["matchLabelExpressions"].Items(item => new LabelRequirement(item["key"].Text, "In", item["values"].Texts)), [])),
        WaitsForConsumer = root["volumeBindingMode"].Text == "WaitForFirstConsumer",
    };
}
