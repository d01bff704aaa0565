using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads rows of the objects that make pods.</summary>
internal static class WorkloadRows
{
    public static void Deployment(TextRow row, TextPiece piece)
    {
        (int ready, int wanted) = Fraction(row["READY"]);
        // Before Kubernetes 1.15 the columns were numbers: DESIRED, CURRENT, UP-TO-DATE, AVAILABLE.
        piece.Spec["replicas"] = wanted;
        piece.Status["readyReplicas"] = ready;
        TextPiece.Put(piece.Status, "updatedReplicas", Number(row["UP-TO-DATE"]));
        TextPiece.Put(piece.Status, "availableReplicas", Number(row["AVAILABLE"]));
        Template(row, piece, "spec", "template");
    }

    public static void ReplicaSet(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Spec, "replicas", Number(row["DESIRED"]));
        TextPiece.Put(piece.Status, "replicas", Number(row["CURRENT"]));
        TextPiece.Put(piece.Status, "readyReplicas", Number(row["READY"]));
        Template(row, piece, "spec", "template");
    }

    public static void StatefulSet(TextRow row, TextPiece piece)
    {
        (int ready, int wanted) = Fraction(row["READY"]);
        piece.Spec["replicas"] = wanted;
        piece.Status["readyReplicas"] = ready;
        Template(row, piece, "spec", "template");
    }

    public static void DaemonSet(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Status, "desiredNumberScheduled", Number(row["DESIRED"]));
        TextPiece.Put(piece.Status, "numberReady", Number(row["READY"]));
        TextPiece.Put(piece.Status, "updatedNumberScheduled", Number(row["UP-TO-DATE"]));
        Template(row, piece, "spec", "template");
        if (Map(row.Parts("NODE SELECTOR")) is { } nodes)
            At(piece.Json, "spec", "template", "spec")["nodeSelector"] = nodes;
    }

    public static void Job(TextRow row, TextPiece piece)
    {
        (int done, int wanted) = Fraction(row["COMPLETIONS"].Split(' ')[0]);
        if (row["COMPLETIONS"].Contains('/') && wanted > 0)
            piece.Spec["completions"] = wanted;
        piece.Status["succeeded"] = done;
        string? type = row["STATUS"] switch
        {
            "Complete" => "Complete",
            "Failed" => "Failed",
            "Suspended" => "Suspended",
            "" when wanted > 0 && done == wanted => "Complete",
            _ => null,
        };
        if (type is not null)
            piece.Status["conditions"] = List([Object(("type", type), ("status", "True"))]);
        if (type == "Suspended")
            piece.Spec["suspend"] = true;
        Template(row, piece, "spec", "template");
    }

    public static void CronJob(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Spec, "schedule", Text(row["SCHEDULE"]));
        TextPiece.Put(piece.Spec, "timeZone", Text(row["TIMEZONE"]));
        TextPiece.Put(piece.Spec, "suspend", Flag(row["SUSPEND"]));
        TextPiece.Put(piece.Status, "lastScheduleTime", Time(AgeText.Before(piece.Now, row["LAST SCHEDULE"])));
        Template(row, piece, "spec", "jobTemplate", "spec", "template");
    }

    private static (int Ready, int Wanted) Fraction(string text) =>
        text.Split('/') is [var one, var other] && Whole(one) is { } ready && Whole(other) is { } wanted ? (ready, wanted) : (0, Whole(text) ?? 0);

    /// <summary><c>-o wide</c> shows names and images of the containers, and the selector, whose labels the template has.</summary>
    private static void Template(TextRow row, TextPiece piece, params ReadOnlySpan<string> path)
    {
        string[] names = row.Parts("CONTAINERS"), images = row.Parts("IMAGES");
        if (names.Length > 0)
        {
            At(At(piece.Json, path), "spec")["containers"] = List(names.Select((name, i) =>
                Object(("name", Text(name)), ("image", images.Length == names.Length ? Text(images[i]) : null))));
        }

        if (row.Has("SELECTOR") && Selector(row["SELECTOR"]) is { } selector)
        {
            piece.Spec["selector"] = selector;
            if (selector["matchLabels"] is JsonObject labels)
                At(At(piece.Json, path), "metadata")["labels"] = labels.DeepClone();
        }
    }
}
