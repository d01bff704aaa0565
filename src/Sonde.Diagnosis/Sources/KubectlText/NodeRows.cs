using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads rows of nodes and namespaces.</summary>
internal static class NodeRows
{
    /// <summary><c>NotReady</c> stands for False and for Unknown: the table does not tell them apart.</summary>
    public static void Node(TextRow row, TextPiece piece)
    {
        string[] words = row.Parts("STATUS");
        if (words.Contains("SchedulingDisabled"))
            piece.Spec["unschedulable"] = true;
        if (words.Contains("Ready") || words.Contains("NotReady"))
            piece.Status["conditions"] = List([Object(("type", "Ready"), ("status", words.Contains("Ready") ? "True" : "False"))]);
        TextPiece.Put(piece.Status, "nodeInfo", Object(
            ("kubeletVersion", Text(row["VERSION"])), ("containerRuntimeVersion", Text(row["CONTAINER-RUNTIME"]))));
    }

    public static void Namespace(TextRow row, TextPiece piece)
    {
        if (row["STATUS"] == "Terminating")
            piece.Meta["deletionTimestamp"] = Time(piece.Now);
        TextPiece.Put(piece.Status, "phase", Text(row["STATUS"]));
    }
}
