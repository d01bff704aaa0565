using System.Text.Json.Nodes;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>
/// Fills in what Kubernetes' own conventions tell of objects that a text shows only in part. What stays open is assumed so that it
/// accuses nobody: what a text does not show is no fault.
/// </summary>
internal sealed class TextInference(Dictionary<ObjectRef, TextPiece> objects, List<TextEvent> events)
{
    /// <summary>Completes the objects.</summary>
    public void Complete()
    {
        new TextOwners(objects, events).Complete();
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i] is { Container: "", Kind: "Pod" } seen && objects.TryGetValue(new ObjectRef("Pod", seen.Namespace ?? "", seen.Name), out TextPiece? pod))
                events[i] = seen with { Container = KubeletWords.ContainerOf(seen, pod) };
        }

        ILookup<ObjectRef, TextEvent> about = events.ToLookup(seen => new ObjectRef(seen.Kind, seen.Namespace ?? "", seen.Name));
        TextPiece[] pods = [.. objects.Values.Where(piece => piece.Kind == "Pod")];
        foreach (TextPiece pod in pods)
        {
            TextEvent[] seen = [.. about[new ObjectRef("Pod", pod.Namespace!, pod.Name)].OrderBy(one => one.Last)];
            TakeFromOwner(pod);
            GiveToOwner(pod);
            NameContainers(pod, seen);
            NoteRefusal(pod, seen);
            KubeletWords.Complete(pod, seen, objects);
        }

        foreach (TextPiece deployment in objects.Values.Where(piece => piece is { Kind: "Deployment", Rank: <= TextRank.Row }))
        {
            TextPiece? newest = objects.Values.Where(part => part.Kind == "ReplicaSet" && OwnerOf(part) == deployment)
                .MaxBy(part => JsonParts.TextOf(part.Meta["creationTimestamp"]), StringComparer.Ordinal);
            if (newest?.Spec["template"] is JsonObject template)
                JsonParts.Fill(JsonParts.At(deployment.Spec, "template"), template);
        }

        foreach (TextPiece autoscaler in objects.Values.Where(piece => piece is { Kind: "HorizontalPodAutoscaler", Rank: TextRank.Row }))
            NoteScaling(autoscaler, about[new ObjectRef(autoscaler.Kind, autoscaler.Namespace!, autoscaler.Name)]);
        foreach (TextPiece pod in pods)
            NoteNode(pod, about[new ObjectRef("Pod", pod.Namespace!, pod.Name)]);
        new TextEndpoints(objects, about).Complete();
    }

    /// <summary>A row shows no conditions; what the autoscaler's controller complains of is what they say.</summary>
    private static void NoteScaling(TextPiece autoscaler, IEnumerable<TextEvent> about)
    {
        // It tries every 15 s (horizontal-pod-autoscaler-sync-period): a complaint that has ended is older than a few of them.
        TimeSpan recent = TimeSpan.FromMinutes(5);
        foreach ((string type, Func<string, bool> isIts) in (ReadOnlySpan<(string, Func<string, bool>)>)
            [("AbleToScale", reason => reason == "FailedGetScale"), ("ScalingActive", reason => reason.StartsWith("FailedGet", StringComparison.Ordinal) && reason.EndsWith("Metric", StringComparison.Ordinal))])
        {
            if (about.Where(seen => isIts(seen.Reason) && !(autoscaler.Now - seen.Last > recent)).MaxBy(seen => seen.Last) is not { } said)
                continue;
            if (autoscaler.Status["conditions"] is not JsonArray conditions)
                autoscaler.Status["conditions"] = conditions = [];
            JsonParts.Append(conditions, JsonParts.Object(
                ("type", type), ("status", "False"), ("reason", said.Reason), ("message", said.Message), ("lastTransitionTime", JsonParts.Time(said.First))));
        }
    }

    /// <summary>The node controller tells every pod of a node that it has lost; no text needs to show the node itself.</summary>
    private void NoteNode(TextPiece pod, IEnumerable<TextEvent> about)
    {
        string name = JsonParts.TextOf(pod.Spec["nodeName"]);
        if (name.Length == 0 || objects.ContainsKey(new ObjectRef("Node", "", name)) || about.LastOrDefault(seen => seen.Reason == "NodeNotReady") is not { } lost
            || JsonParts.Objects(pod.Status["conditions"]).Any(condition => JsonParts.TextOf(condition["type"]) == "Ready" && JsonParts.TextOf(condition["status"]) == "True"))
        {
            return;
        }

        var node = new TextPiece("Node", "", name, TextRank.Mention, pod.Now);
        node.Unknown.Add("spec");
        node.Unknown.Add("labels");
        node.Status["conditions"] = JsonParts.List([JsonParts.Object(
            ("type", "Ready"), ("status", "Unknown"), ("reason", lost.Reason), ("message", lost.Message), ("lastTransitionTime", JsonParts.Time(lost.First)))]);
        objects[new ObjectRef("Node", "", name)] = node;
    }

    private TextPiece? OwnerOf(TextPiece piece) => JsonParts.Objects(piece.Meta["ownerReferences"]).FirstOrDefault() is { } owner
        ? objects.GetValueOrDefault(new ObjectRef(JsonParts.TextOf(owner["kind"]), piece.Namespace ?? "", JsonParts.TextOf(owner["name"]))) : null;

    /// <summary>A pod has the labels of its owner's selector, and the containers of its template.</summary>
    private void TakeFromOwner(TextPiece pod)
    {
        if (pod.Rank != TextRank.Row || OwnerOf(pod) is not { } owner)
            return;
        if (owner.Spec["template"]?["metadata"]?["labels"] is JsonObject labels)
        {
            JsonParts.Fill(JsonParts.At(pod.Meta, "labels"), labels);
            pod.Unknown.Remove("labels");
        }

        // The Deployment's template is its newest ReplicaSet's; of an older one nothing is known.
        JsonNode? template = owner.Spec["template"]?["spec"];
        if (template?["containers"] is null && OwnerOf(owner) is { } top && IsOnlyPart(owner, top))
            template = top.Spec["template"]?["spec"];
        if (template is JsonObject spec)
        {
            JsonParts.Fill(pod.Spec, spec);
            if (owner.Rank >= TextRank.Description)
                pod.Unknown.Remove("spec");
        }

        if (owner.Kind == "Job")
            pod.Spec["restartPolicy"] ??= "OnFailure";
    }

    /// <summary>A pod that is described shows the template that it was made of, save what was put in on its way.</summary>
    private void GiveToOwner(TextPiece pod)
    {
        if (pod.Rank < TextRank.Description || OwnerOf(pod) is not { Rank: <= TextRank.Row } owner || owner.Kind == "CronJob")
            return;
        JsonObject template = JsonParts.At(owner.Spec, "template");
        JsonObject spec = (JsonObject)pod.Spec.DeepClone();
        foreach (string own in (string[])["nodeName", "priority", "tolerations", "serviceAccountName"])
            spec.Remove(own);
        Without(spec["volumes"] as JsonArray);
        foreach (JsonObject container in JsonParts.Objects(spec["containers"]).Concat(JsonParts.Objects(spec["initContainers"])))
            Without(container["volumeMounts"] as JsonArray);
        if (pod.Meta["labels"] is JsonObject labels)
            JsonParts.Fill(JsonParts.At(template, "metadata", "labels"), labels);
        JsonParts.Fill(JsonParts.At(template, "spec"), spec);

        static void Without(JsonArray? named) =>
            named?.RemoveAll(item => JsonParts.TextOf((item as JsonObject)?["name"]).StartsWith("kube-api-access-", StringComparison.Ordinal));
    }

    private bool IsOnlyPart(TextPiece part, TextPiece top) =>
        !objects.Values.Any(other => other != part && other.Kind == part.Kind && other.Namespace == part.Namespace && OwnerOf(other) == top);

    /// <summary>A row counts containers and does not name them; the template does, and events about the pod.</summary>
    private static void NameContainers(TextPiece pod, IEnumerable<TextEvent> about)
    {
        JsonObject[] statuses = [.. JsonParts.Objects(pod.Status["containerStatuses"])];
        if (statuses.Length == 0 || statuses.All(status => JsonParts.TextOf(status["name"]).Length > 0))
            return;
        List<string> names = [.. JsonParts.Objects(pod.Spec["containers"]).Select(container => JsonParts.TextOf(container["name"]))];
        TextEvent[] seen = [.. about.Where(one => one.Container.Length > 0)];
        if (names.Count == 0)
            names = [.. seen.Select(one => one.Container).Distinct()];
        if (names.Count != statuses.Length)
            return;
        // The container that backs off is the one whose state the row shows.
        string? troubled = seen.LastOrDefault(one => one.IsWarning && one.Reason is "BackOff" or "Failed")?.Container;
        if (troubled is not null && names.Remove(troubled))
            names.Insert(0, troubled);
        for (int i = 0; i < statuses.Length; i++)
            statuses[i]["name"] = names[i];
        if (pod.Spec["containers"] is null)
            pod.Spec["containers"] = JsonParts.List(names.Select(name => JsonParts.Object(("name", name))));
    }

    /// <summary>A pending row does not tell whether the scheduler or the node is waited for; the scheduler's event does.</summary>
    private static void NoteRefusal(TextPiece pod, IEnumerable<TextEvent> about)
    {
        if (JsonParts.TextOf(pod.Spec["nodeName"]).Length > 0 || JsonParts.TextOf(pod.Status["phase"]) != "Pending")
            return;
        if (about.LastOrDefault(one => one.Reason == "FailedScheduling") is not { } refused || pod.Status["conditions"] is not JsonArray conditions)
            return;
        JsonObject? scheduled = conditions.OfType<JsonObject>().FirstOrDefault(one => JsonParts.TextOf(one["type"]) == "PodScheduled");
        if (scheduled is null)
            JsonParts.Append(conditions, scheduled = new JsonObject { ["type"] = "PodScheduled", ["status"] = "False" });
        if (JsonParts.TextOf(scheduled["status"]) != "False" || JsonParts.TextOf(scheduled["reason"]) == "SchedulingGated")
            return;
        scheduled["reason"] ??= "Unschedulable";
        scheduled["message"] ??= refused.Message;
        TextPiece.Put(scheduled, "lastTransitionTime", JsonParts.Time(refused.First));
    }
}
