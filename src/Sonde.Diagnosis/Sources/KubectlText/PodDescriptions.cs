using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of pods.</summary>
internal static class PodDescriptions
{
    public static void Read(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        JsonObject spec = piece.Spec, status = piece.Status;
        string phase = root["Status"].Value;
        int words = phase.IndexOf(' ');
        if (phase.StartsWith("Terminating", StringComparison.Ordinal))
        {
            // "Terminating (lasts 5m)": the time since its end was due.
            string lasts = phase[(phase.LastIndexOf(' ') + 1)..].TrimEnd(')');
            piece.Meta["deletionTimestamp"] = Time(AgeText.Before(piece.Now, lasts) ?? piece.Now);
            phase = "Running";
        }

        TextPiece.Put(status, "phase", Text(words > 0 && phase != "Running" ? phase[..words] : phase));
        TextPiece.Put(status, "reason", Text(root["Reason"].Value));
        TextPiece.Put(status, "message", Text(root["Message"].Value));
        TextPiece.Put(status, "startTime", Time(AgeText.Time(root["Start Time"].Value)));
        TextPiece.Put(status, "podIP", Text(root["IP"].Value));
        TextPiece.Put(status, "nominatedNodeName", Text(root["NominatedNodeName"].Value));
        TextPiece.Put(status, "conditions", Descriptions.Conditions(root["Conditions"]));
        TextPiece.Put(spec, "nodeName", Text(root["Node"].Value.Split('/')[0]));
        TextPiece.Put(spec, "priority", Number(root["Priority"].Value));
        TextPiece.Put(spec, "terminationGracePeriodSeconds", Number(root["Termination Grace Period"].Value.TrimEnd('s')));
        ReadSpec(root, spec);
        string owner = root["Controlled By"].Value;
        // Not printed. A Job's pods never have Always, and the pods of all other controllers have nothing else (validation of the API).
        if (owner.StartsWith("Job/", StringComparison.Ordinal) || (IsNothing(owner) && phase is "Failed" or "Succeeded"))
            spec["restartPolicy"] = phase is "Failed" or "Succeeded" ? "Never" : "OnFailure";
        TextPiece.Put(status, "initContainerStatuses", Statuses(root["Init Containers"]));
        TextPiece.Put(status, "containerStatuses", Statuses(root["Containers"]));
    }

    /// <summary>What a pod and a workload's template have in common.</summary>
    public static void ReadSpec(DescriptionNode root, JsonObject spec)
    {
        TextPiece.Put(spec, "serviceAccountName", Text(root["Service Account"].Value));
        TextPiece.Put(spec, "priorityClassName", Text(root["Priority Class Name"].Value));
        TextPiece.Put(spec, "runtimeClassName", Text(root["Runtime Class Name"].Value));
        TextPiece.Put(spec, "nodeSelector", Map(root["Node-Selectors"].Values));
        TextPiece.Put(spec, "tolerations", List(root["Tolerations"].Values.Select(Toleration)));
        TextPiece.Put(spec, "initContainers", Containers(root["Init Containers"]));
        TextPiece.Put(spec, "containers", Containers(root["Containers"]));
        TextPiece.Put(spec, "volumes", List(root["Volumes"].Children.Select(VolumeDescriptions.Read)));
    }

    private static JsonArray? Containers(DescriptionNode node) =>
        List(node.Children.Where(child => child.Key.Length > 0).Select(child => (JsonNode?)ContainerDescriptions.Read(child)));

    private static JsonArray? Statuses(DescriptionNode node) =>
        List(node.Children.Where(child => child.Key.Length > 0 && child.Has("State")).Select(child => (JsonNode?)ContainerDescriptions.Status(child)));

    /// <summary><c>key=value:Effect op=Exists for 300s</c>, <c>key:NoExecute op=Exists</c>, <c>op=Exists</c>.</summary>
    private static JsonObject? Toleration(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string first = words.Length > 0 && !words[0].StartsWith("op=", StringComparison.Ordinal) ? words[0] : "";
        int colon = first.LastIndexOf(':');
        string key = colon >= 0 ? first[..colon] : first, effect = colon >= 0 ? first[(colon + 1)..] : "";
        int equals = key.IndexOf('=');
        bool exists = words.Contains("op=Exists");
        return Object(
            ("key", Text(equals >= 0 ? key[..equals] : key)),
            ("value", equals >= 0 ? Text(key[(equals + 1)..]) : null),
            ("operator", exists ? "Exists" : "Equal"),
            ("effect", Text(effect)));
    }
}
