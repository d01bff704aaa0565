using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of claims, volumes and classes.</summary>
internal static class StorageDescriptions
{
    public static void Claim(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        string phase = root["Status"].Value.Split(' ')[0];
        if (phase == "Terminating")
            piece.Meta["deletionTimestamp"] = Time(piece.Now);
        TextPiece.Put(piece.Status, "phase", Text(phase == "Terminating" ? "Bound" : phase));
        TextPiece.Put(piece.Spec, "storageClassName", Text(root["StorageClass"].Value));
        TextPiece.Put(piece.Spec, "volumeName", Text(root["Volume"].Value));
        TextPiece.Put(piece.Spec, "volumeMode", Text(root["VolumeMode"].Value));
        // Access modes and capacity are those of the volume: a claim that is not bound shows none.
        TextPiece.Put(piece.Spec, "accessModes", StorageRows.Modes(root["Access Modes"].Value.Split(',')));
        TextPiece.Put(piece.Status, "conditions", Descriptions.Conditions(root["Conditions"]));
        piece.Unknown.Add("request");
    }

    public static void Volume(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Status, "phase", Text(root["Status"].Value.Split(' ')[0]));
        TextPiece.Put(piece.Spec, "storageClassName", Text(root["StorageClass"].Value));
        TextPiece.Put(piece.Spec, "volumeMode", Text(root["VolumeMode"].Value));
        TextPiece.Put(piece.Spec, "accessModes", StorageRows.Modes(root["Access Modes"].Value.Split(',')));
        TextPiece.Put(piece.Spec, "capacity", Object(("storage", Text(root["Capacity"].Value))));
        if (root["Claim"].Value.Split('/') is [var space, var name])
            piece.Spec["claimRef"] = Object(("namespace", space), ("name", name));
        if (root["Source"]["Driver"].Value is { Length: > 0 } driver)
            piece.Spec["csi"] = Object(("driver", driver));
    }

    public static void Class(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Json, "provisioner", Text(root["Provisioner"].Value));
        TextPiece.Put(piece.Json, "volumeBindingMode", Text(root["VolumeBindingMode"].Value));
    }
}
