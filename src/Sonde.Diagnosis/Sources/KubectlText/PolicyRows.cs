using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads rows of autoscalers, disruption budgets and quotas.</summary>
internal static class PolicyRows
{
    public static void Autoscaler(TextRow row, TextPiece piece)
    {
        Target(row["REFERENCE"], piece);
        TextPiece.Put(piece.Spec, "minReplicas", Number(row["MINPODS"]));
        TextPiece.Put(piece.Spec, "maxReplicas", Number(row["MAXPODS"]));
        TextPiece.Put(piece.Status, "currentReplicas", Number(row["REPLICAS"]));
    }

    public static void Budget(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Spec, "minAvailable", row["MIN AVAILABLE"] == "N/A" ? null : Port(row["MIN AVAILABLE"]));
        TextPiece.Put(piece.Spec, "maxUnavailable", row["MAX UNAVAILABLE"] == "N/A" ? null : Port(row["MAX UNAVAILABLE"]));
        TextPiece.Put(piece.Status, "disruptionsAllowed", Number(row["ALLOWED DISRUPTIONS"]));
    }

    /// <summary><c>pods: 1/4, requests.cpu: 10m/1</c>.</summary>
    public static void Quota(TextRow row, TextPiece piece)
    {
        foreach (string amount in row.Parts("REQUEST").Concat(row.Parts("LIMIT")))
        {
            int colon = amount.IndexOf(": ", StringComparison.Ordinal), slash = amount.LastIndexOf('/');
            if (colon <= 0 || slash < colon)
                continue;
            string resource = amount[..colon];
            At(piece.Spec, "hard")[resource] = amount[(slash + 1)..];
            At(piece.Status, "hard")[resource] = amount[(slash + 1)..];
            At(piece.Status, "used")[resource] = amount[(colon + 2)..slash];
        }
    }

    /// <summary>What an autoscaler scales: <c>Deployment/cart</c>.</summary>
    public static void Target(string reference, TextPiece piece)
    {
        if (reference.Split('/') is [var kind, var name])
            piece.Spec["scaleTargetRef"] = Object(("apiVersion", Text(Reading.KindTable.Find(kind)?.GroupVersion)), ("kind", kind), ("name", name));
    }
}
