using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of the objects that make pods.</summary>
internal static partial class WorkloadDescriptions
{
    public static void Deployment(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        string replicas = root["Replicas"].Value;
        Common(root, piece);
        TextPiece.Put(piece.Spec, "replicas", Count(replicas, "desired"));
        TextPiece.Put(piece.Status, "updatedReplicas", Count(replicas, "updated"));
        TextPiece.Put(piece.Status, "replicas", Count(replicas, "total"));
        TextPiece.Put(piece.Status, "availableReplicas", Count(replicas, "available"));
        // Ready is not printed. A pod that is available is ready, and without MinReadySeconds each ready one is available.
        TextPiece.Put(piece.Status, "readyReplicas", Count(replicas, "available"));
        JsonObject strategy = At(piece.Spec, "strategy");
        TextPiece.Put(strategy, "type", Text(root["StrategyType"].Value));
        if (RollingText().Match(root["RollingUpdateStrategy"].Value) is { Success: true } match)
        {
            strategy["rollingUpdate"] = Object(
                ("maxUnavailable", Port(match.Groups["unavailable"].Value)), ("maxSurge", Port(match.Groups["surge"].Value)));
        }

        JsonArray? conditions = Descriptions.Conditions(root["Conditions"]);
        if (Objects(conditions).Any(condition => TextOf(condition["reason"]) == "DeploymentPaused"))
            piece.Spec["paused"] = true;
        TextPiece.Put(piece.Status, "conditions", conditions);
        // Names of its ReplicaSets, for TextOwners; no field of the API.
        TextPiece.Put(piece.Json, "text", Object(("OldReplicaSets", Text(root["OldReplicaSets"].Value)), ("NewReplicaSet", Text(root["NewReplicaSet"].Value))));
    }

    public static void ReplicaSet(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        string replicas = root["Replicas"].Value;
        Common(root, piece);
        TextPiece.Put(piece.Spec, "replicas", Count(replicas, "desired"));
        TextPiece.Put(piece.Status, "replicas", Count(replicas, "current"));
        TextPiece.Put(piece.Status, "conditions", Descriptions.Conditions(root["Conditions"]));
    }

    public static void StatefulSet(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        string replicas = root["Replicas"].Value;
        Common(root, piece);
        TextPiece.Put(piece.Spec, "replicas", Count(replicas, "desired"));
        TextPiece.Put(piece.Status, "replicas", Count(replicas, "total"));
        JsonObject strategy = At(piece.Spec, "updateStrategy");
        TextPiece.Put(strategy, "type", Text(root["Update Strategy"].Value));
        if (Number(root["Update Strategy"]["Partition"].Value) is { } partition)
            At(strategy, "rollingUpdate")["partition"] = partition;
        TextPiece.Put(piece.Spec, "volumeClaimTemplates", List(root["Volume Claims"].Children
            .Where(child => child.Key == "Name").Select(child => Object(("metadata", Object(("name", child.Value)))))));
    }

    public static void DaemonSet(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        Common(root, piece);
        TextPiece.Put(piece.Status, "desiredNumberScheduled", Number(root["Desired Number of Nodes Scheduled"].Value));
        // Available stands for ready, which is not printed.
        TextPiece.Put(piece.Status, "numberReady", Number(root["Number of Nodes Scheduled with Available Pods"].Value));
        TextPiece.Put(piece.Status, "updatedNumberScheduled", Number(root["Number of Nodes Scheduled with Up-to-date Pods"].Value));
        TextPiece.Put(piece.Status, "numberMisscheduled", Number(root["Number of Nodes Misscheduled"].Value));
    }

    public static void Job(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        Common(root, piece);
        TextPiece.Put(piece.Spec, "parallelism", Number(root["Parallelism"].Value));
        TextPiece.Put(piece.Spec, "completions", Number(root["Completions"].Value));
        TextPiece.Put(piece.Spec, "backoffLimit", Number(root["Backoff Limit"].Value));
        TextPiece.Put(piece.Spec, "suspend", Flag(root["Suspend"].Value));
        TextPiece.Put(piece.Spec, "activeDeadlineSeconds", Number(root["Active Deadline Seconds"].Value.TrimEnd('s')));
        TextPiece.Put(piece.Status, "startTime", Time(AgeText.Time(root["Start Time"].Value)));
        string pods = root["Pods Statuses"].Value;
        TextPiece.Put(piece.Status, "active", Count(pods, "Active") ?? Count(pods, "Running"));
        TextPiece.Put(piece.Status, "succeeded", Count(pods, "Succeeded"));
        TextPiece.Put(piece.Status, "failed", Count(pods, "Failed"));
        // Conditions are not printed; the events say the same in words.
        foreach (TextEvent seen in Descriptions.Events(root, piece))
        {
            if (seen.Reason is "BackoffLimitExceeded" or "DeadlineExceeded" or "PodFailurePolicy")
                piece.Status["conditions"] = List([Object(("type", "Failed"), ("status", "True"), ("reason", seen.Reason), ("message", seen.Message), ("lastTransitionTime", Time(seen.Last)))]);
            else if (seen.Reason == "Completed")
                piece.Status["conditions"] = List([Object(("type", "Complete"), ("status", "True"), ("lastTransitionTime", Time(seen.Last)))]);
        }

        if (AgeText.Time(root["Completed At"].Value) is { } completed)
            piece.Status["conditions"] = List([Object(("type", "Complete"), ("status", "True"), ("lastTransitionTime", Time(completed)))]);
    }

    public static void CronJob(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Spec, "schedule", Text(root["Schedule"].Value));
        TextPiece.Put(piece.Spec, "timeZone", Text(root["Time Zone"].Value));
        TextPiece.Put(piece.Spec, "concurrencyPolicy", Text(root["Concurrency Policy"].Value));
        TextPiece.Put(piece.Spec, "suspend", Flag(root["Suspend"].Value));
        TextPiece.Put(piece.Spec, "startingDeadlineSeconds", Number(root["Starting Deadline Seconds"].Value.TrimEnd('s')));
        TextPiece.Put(piece.Status, "lastScheduleTime", Time(AgeText.Time(root["Last Schedule Time"].Value)));
        TextPiece.Put(piece.Status, "active", List(root["Active Jobs"].Value.Split(", ")
            .Where(name => !IsNothing(name)).Select(name => Object(("name", name)))));
        Template(root["Pod Template"], At(piece.Spec, "jobTemplate", "spec", "template"));
    }

    private static void Common(DescriptionNode root, TextPiece piece)
    {
        TextPiece.Put(piece.Spec, "selector", Selector(root["Selector"].Value));
        Template(root["Pod Template"], At(piece.Spec, "template"));
    }

    private static void Template(DescriptionNode node, JsonObject template)
    {
        JsonObject meta = At(template, "metadata"), spec = At(template, "spec");
        TextPiece.Put(meta, "labels", Map(node["Labels"].Values));
        PodDescriptions.ReadSpec(node, spec);
    }

    /// <summary>The number before a word: <c>3 desired | 2 total</c>, <c>2 Running / 0 Waiting</c>, <c>0 Active (0 Ready)</c>.</summary>
    private static JsonNode? Count(string text, string word)
    {
        foreach (string part in text.Split('|', '/'))
        {
            string[] words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[1] == word && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                return number;
        }

        return null;
    }

    [GeneratedRegex(@"^(?<unavailable>\d+%?) max unavailable, (?<surge>\d+%?) max surge$", RegexOptions.ExplicitCapture)]
    private static partial Regex RollingText();
}
