using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads rows of <c>kubectl top</c>.</summary>
internal static class UsageRows
{
    public static void Node(TextRow row, TextPiece piece) => TextPiece.Put(piece.Json, "usage", Usage(row));

    public static void Pod(TextRow row, TextPiece piece)
    {
        if (Usage(row) is { } usage)
            TextPiece.Put(piece.Json, "containers", List([Object(("name", "all"), ("usage", usage))]));
    }

    private static System.Text.Json.Nodes.JsonObject? Usage(TextRow row) => Object(("cpu", Text(row["CPU(cores)"])), ("memory", Text(row["MEMORY(bytes)"])));
}
