using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>
/// What a description leaves out and the kubelet's events say: the message of a container that waits, the pull secrets, the key
/// that a ConfigMap or Secret lacks.
/// </summary>
internal static partial class KubeletWords
{
    /// <summary>Fills in what the events about a pod tell of it.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="seen">Events about it, the oldest first.</param>
    /// <param name="objects">All objects; a Secret or ConfigMap that only an event names is added.</param>
    public static void Complete(TextPiece pod, IReadOnlyList<TextEvent> seen, Dictionary<ObjectRef, TextPiece> objects)
    {
        foreach (JsonObject status in JsonParts.Objects(pod.Status["containerStatuses"]).Concat(JsonParts.Objects(pod.Status["initContainerStatuses"])))
            SayWhy(status, seen);
        if (seen.LastOrDefault(one => one.Reason == "FailedToRetrieveImagePullSecret") is { } unread
            && PullSecrets().Match(unread.Message) is { Success: true } match && pod.Spec["imagePullSecrets"] is null)
        {
            TextPiece.Put(pod.Spec, "imagePullSecrets", JsonParts.List(match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(name => JsonParts.Object(("name", name)))));
        }

        foreach (TextEvent one in seen)
        {
            if (MissingKey().Match(one.Message) is { Success: true } key && key.Groups["space"].Value == pod.Namespace)
                AddHolder(pod, key, objects);
        }
    }

    /// <summary>The description prints the reason of a wait and not its message, which is the event's.</summary>
    private static void SayWhy(JsonObject status, IReadOnlyList<TextEvent> seen)
    {
        if (status["state"]?["waiting"] is not JsonObject waiting || waiting["message"] is not null)
            return;
        string container = JsonParts.TextOf(status["name"]), image = JsonParts.TextOf(status["image"]);
        string? message = JsonParts.TextOf(waiting["reason"]) switch
        {
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "InvalidImageName" or "ErrImageNeverPull" =>
                seen.LastOrDefault(one => one.Reason is "Failed" or "InspectFailed" or "ErrImageNeverPull" && IsAbout(one, container))?.Message,
            "ErrImagePull" or "ImagePullBackOff" =>
                seen.LastOrDefault(one => one.Reason == "Failed" && image.Length > 0 && one.Message.Contains(image, StringComparison.Ordinal) && IsAbout(one, container))?.Message,
            _ => null,
        };
        if (message is not null)
            waiting["message"] = message.StartsWith("Error: ", StringComparison.Ordinal) ? message["Error: ".Length..] : message;
    }

    private static bool IsAbout(TextEvent seen, string container) => seen.Container.Length == 0 || seen.Container == container;

    /// <summary>
    /// The kubelet looked into the object and found all keys but this one, so the object is there. The keys that are asked for and
    /// that nobody missed count as there, too.
    /// </summary>
    private static void AddHolder(TextPiece pod, Match missing, Dictionary<ObjectRef, TextPiece> objects)
    {
        string kind = missing.Groups["kind"].Value.Equals("Secret", StringComparison.OrdinalIgnoreCase) ? "Secret" : "ConfigMap";
        string name = missing.Groups["name"].Value;
        var holder = new ObjectRef(kind, pod.Namespace!, name);
        if (objects.TryGetValue(holder, out TextPiece? known) && (known.Rank > TextRank.Row || !known.Unknown.Contains("keys")))
        {
            if (known.Rank == TextRank.Mention)
                (known.Json["data"] as JsonObject)?.Remove(missing.Groups["key"].Value);
            return;
        }

        var piece = new TextPiece(kind, pod.Namespace, name, TextRank.Mention, pod.Now);
        piece.Meta["namespace"] = pod.Namespace;
        var data = new JsonObject();
        string field = kind == "Secret" ? "secretKeyRef" : "configMapKeyRef";
        foreach (JsonObject variable in JsonParts.Objects(pod.Spec["containers"]).Concat(JsonParts.Objects(pod.Spec["initContainers"])).SelectMany(one => JsonParts.Objects(one["env"])))
        {
            if (variable["valueFrom"]?[field] is JsonObject key && JsonParts.TextOf(key["name"]) == name)
                data[JsonParts.TextOf(key["key"])] = "";
        }

        data.Remove(missing.Groups["key"].Value);
        piece.Json["data"] = data;
        objects[holder] = piece;
    }

    [GeneratedRegex(@"^Unable to retrieve some image pull secrets \((?<names>[^)]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex PullSecrets();

    // kubelet, pkg/kubelet/kubelet_pods.go: makeEnvironmentVariables
    [GeneratedRegex(@"couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (?<space>[^/\s]+)/(?<name>\S+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingKey();
}
