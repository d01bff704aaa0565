using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads rows of claims, volumes and classes.</summary>
internal static class StorageRows
{
    public static void Claim(TextRow row, TextPiece piece)
    {
        if (row["STATUS"] == "Terminating")
            piece.Meta["deletionTimestamp"] = Time(piece.Now);
        TextPiece.Put(piece.Status, "phase", Text(row["STATUS"] == "Terminating" ? "Bound" : row["STATUS"]));
        TextPiece.Put(piece.Spec, "volumeName", Text(row["VOLUME"]));
        TextPiece.Put(piece.Spec, "storageClassName", Text(row["STORAGECLASS"]));
        TextPiece.Put(piece.Spec, "volumeMode", Text(row["VOLUMEMODE"]));
        TextPiece.Put(piece.Spec, "accessModes", Modes(row.Parts("ACCESS MODES")));
    }

    public static void Volume(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Status, "phase", Text(row["STATUS"]));
        TextPiece.Put(piece.Spec, "storageClassName", Text(row["STORAGECLASS"]));
        TextPiece.Put(piece.Spec, "accessModes", Modes(row.Parts("ACCESS MODES")));
        TextPiece.Put(piece.Spec, "capacity", Object(("storage", Text(row["CAPACITY"]))));
        if (row["CLAIM"].Split('/') is [var space, var name])
            piece.Spec["claimRef"] = Object(("namespace", space), ("name", name));
    }

    public static void Class(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Json, "provisioner", Text(row["PROVISIONER"]));
        TextPiece.Put(piece.Json, "volumeBindingMode", Text(row["VOLUMEBINDINGMODE"]));
    }

    /// <summary><c>RWO</c> → <c>ReadWriteOnce</c>, as kubectl shortens them; describe prints them the same way.</summary>
    public static JsonArray? Modes(IEnumerable<string> shortened) => List(shortened.Select(mode => Text(mode switch
    {
        "RWO" => "ReadWriteOnce",
        "ROX" => "ReadOnlyMany",
        "RWX" => "ReadWriteMany",
        "RWOP" => "ReadWriteOncePod",
        _ => mode,
    })));
}
