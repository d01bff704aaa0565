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
            else if (MissingFile().Match(one.Message) is { Success: true } file)
                AddFile(pod, file, objects);
        }

        MarkSidecars(pod);
    }

    /// <summary>The container that an event of a description means, where the words or the pod's shape tell it; else empty.</summary>
    public static string ContainerOf(TextEvent seen, TextPiece pod)
    {
        if (seen.Reason is not ("Unhealthy" or "Failed" or "BackOff" or "FailedPostStartHook" or "FailedPreStopHook" or "Killing" or "ProbeWarning"))
            return "";
        JsonObject[] containers = [.. JsonParts.Objects(pod.Spec["containers"])], first = [.. JsonParts.Objects(pod.Spec["initContainers"])];
        JsonObject[] meant = [.. containers.Concat(first)];
        if (seen.Reason == "Unhealthy" && seen.Message.Split(' ') is [var kind, "probe", ..])
            meant = [.. meant.Where(one => one[$"{kind.ToLowerInvariant()}Probe"] is not null)];
        else if (seen.Reason == "Failed" && meant.Length > 1)
            meant = [.. meant.Where(one => JsonParts.TextOf(one["image"]) is { Length: > 0 } image && seen.Message.Contains(image, StringComparison.Ordinal))];
        return meant is [var only] ? JsonParts.TextOf(only["name"]) : "";
    }

    /// <summary>
    /// The description does not print an init container's restart policy. Where the containers after it have been started and it has
    /// not ended well, it is one that runs beside them.
    /// </summary>
    private static void MarkSidecars(TextPiece pod)
    {
        if (!JsonParts.Objects(pod.Status["containerStatuses"]).Any(status => status["state"]?["running"] is not null || status["lastState"] is not null))
            return;
        foreach (JsonObject status in JsonParts.Objects(pod.Status["initContainerStatuses"]))
        {
            bool isDone = JsonParts.TextOf(status["state"]?["terminated"]?["reason"]) == "Completed";
            JsonObject? container = JsonParts.Objects(pod.Spec["initContainers"]).FirstOrDefault(one => JsonParts.TextOf(one["name"]) == JsonParts.TextOf(status["name"]));
            if (!isDone && container is not null)
                container["restartPolicy"] ??= "Always";
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

        JsonObject data = Mention(kind, name, pod, objects);
        string field = kind == "Secret" ? "secretKeyRef" : "configMapKeyRef";
        foreach (JsonObject variable in JsonParts.Objects(pod.Spec["containers"]).Concat(JsonParts.Objects(pod.Spec["initContainers"])).SelectMany(one => JsonParts.Objects(one["env"])))
        {
            if (variable["valueFrom"]?[field] is JsonObject key && JsonParts.TextOf(key["name"]) == name)
                data[JsonParts.TextOf(key["key"])] = "";
        }

        data.Remove(missing.Groups["key"].Value);
    }

    /// <summary>The description does not print which keys a volume takes; the message of the one that is missing does.</summary>
    private static void AddFile(TextPiece pod, Match missing, Dictionary<ObjectRef, TextPiece> objects)
    {
        bool isSecret = missing.Groups["kind"].Value == "secret";
        JsonNode? source = JsonParts.Objects(pod.Spec["volumes"])
            .FirstOrDefault(volume => JsonParts.TextOf(volume["name"]) == missing.Groups["volume"].Value)?[isSecret ? "secret" : "configMap"];
        string name = JsonParts.TextOf(source?[isSecret ? "secretName" : "name"]);
        if (source is not JsonObject reference || name.Length == 0)
            return;
        reference["items"] = JsonParts.List([JsonParts.Object(("key", missing.Groups["key"].Value))]);
        if (!objects.ContainsKey(new ObjectRef(isSecret ? "Secret" : "ConfigMap", pod.Namespace!, name)))
            Mention(isSecret ? "Secret" : "ConfigMap", name, pod, objects);
    }

    private static JsonObject Mention(string kind, string name, TextPiece pod, Dictionary<ObjectRef, TextPiece> objects)
    {
        var piece = new TextPiece(kind, pod.Namespace, name, TextRank.Mention, pod.Now);
        piece.Meta["namespace"] = pod.Namespace;
        var data = new JsonObject();
        piece.Json["data"] = data;
        objects[new ObjectRef(kind, pod.Namespace!, name)] = piece;
        return data;
    }

    [GeneratedRegex(@"^Unable to retrieve some image pull secrets \((?<names>[^)]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex PullSecrets();

    // pkg/volume/configmap and pkg/volume/secret: MakePayload
    [GeneratedRegex("""^MountVolume\.SetUp failed for volume "(?<volume>[^"]+)" : references non-existent (?<kind>config|secret) key: (?<key>\S+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingFile();

    // kubelet, pkg/kubelet/kubelet_pods.go: makeEnvironmentVariables
    [GeneratedRegex(@"couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (?<space>[^/\s]+)/(?<name>\S+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingKey();
}
