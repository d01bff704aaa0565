using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads rows of pods.</summary>
internal static class PodRows
{
    // Words of the STATUS column that name a state of the pod as a whole; all others are a container's.
    private static readonly string[] Phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];

    /// <summary>Words that name an end of a container rather than a wait.</summary>
    private static readonly string[] Ends = ["Completed", "Error", "OOMKilled", "ContainerCannotRun", "StartError", "DeadlineExceeded", "ContainerStatusUnknown"];

    /// <summary>Reads a row.</summary>
    public static void Read(TextRow row, TextPiece piece)
    {
        (int ready, int all) = Ready(row["READY"]);
        string shown = row["STATUS"];
        (int restarts, string lastRestart) = AgeText.Restarts(row["RESTARTS"]);
        string node = row["NODE"];
        TextPiece.Put(piece.Spec, "nodeName", Text(node));
        TextPiece.Put(piece.Status, "podIP", Text(row["IP"]));
        TextPiece.Put(piece.Status, "nominatedNodeName", Text(row["NOMINATED NODE"]));
        bool isInit = shown.StartsWith("Init:", StringComparison.Ordinal);
        string word = isInit ? shown["Init:".Length..] : shown;
        if (shown == "Terminating")
            piece.Meta["deletionTimestamp"] = Time(piece.Now);
        if (shown == "Evicted")
            piece.Status["reason"] = "Evicted";
        TextPiece.Put(piece.Status, "phase", Text(PhaseOf(shown, isInit, ready, all)));
        if (all > 0)
            piece.Status["conditions"] = Conditions(ready == all && shown is "Running", !row.Has("NODE") || !IsNothing(node), shown);
        if (!isInit && all > 0 && (ready == all || word is not ("Pending" or "Terminating" or "Evicted" or "SchedulingGated")))
            piece.Status["containerStatuses"] = Statuses(word, ready, all, restarts, AgeText.Before(piece.Now, lastRestart), piece);
    }

    /// <summary><c>1/2</c>.</summary>
    public static (int Ready, int All) Ready(string text) =>
        text.Split('/') is [var one, var other] && Whole(one) is { } ready && Whole(other) is { } all && ready <= all && all is >= 0 and <= 1000 ? (ready, all) : (0, 0);

    private static string PhaseOf(string shown, bool isInit, int ready, int all) => shown switch
    {
        "Completed" or "Succeeded" => "Succeeded",
        "Evicted" or "Failed" => "Failed",
        "NotReady" => "Running",
        "Terminating" => ready > 0 ? "Running" : "",
        "Unknown" or "NodeLost" => "Unknown",
        _ when isInit => "Pending",
        _ when Phases.Contains(shown) => shown,
        "ContainerCreating" or "PodInitializing" or "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull"
            or "CreateContainerConfigError" or "SchedulingGated" => "Pending",
        "CrashLoopBackOff" or "RunContainerError" or "CreateContainerError" => "Running",
        // A pod that is over, or one that is between two runs: the row does not tell.
        _ => all > 1 && ready > 0 ? "Running" : "",
    };

    private static JsonArray Conditions(bool isReady, bool isScheduled, string shown)
    {
        JsonObject? ready = Object(("type", "Ready"), ("status", isReady ? "True" : "False"));
        JsonObject? scheduled = Object(
            ("type", "PodScheduled"), ("status", isScheduled && shown != "SchedulingGated" ? "True" : "False"), ("reason", shown == "SchedulingGated" ? "SchedulingGated" : null));
        // Without the node's column a pending pod may wait for anything.
        return List(isScheduled && shown == "Pending" ? [ready] : [ready, scheduled])!;
    }

    /// <summary>
    /// The table tells the state of one container, the first that does not run, and not its name; names come later, from
    /// whoever tells them.
    /// </summary>
    private static JsonArray Statuses(string word, int ready, int all, int restarts, DateTimeOffset? last, TextPiece piece)
    {
        bool isTrouble = !Phases.Contains(word) && word is not ("NotReady" or "Terminating");
        var statuses = new JsonArray();
        for (int i = 0; i < all; i++)
        {
            bool isFirst = i == 0;
            bool isReady = isTrouble ? i > 0 && i <= ready : i < ready;
            var status = new JsonObject { ["name"] = "", ["ready"] = isReady };
            // The column adds up all restarts; of one container they are its own.
            if (all == 1 || (isFirst && isTrouble))
                status["restartCount"] = restarts;
            JsonObject? state = isFirst && isTrouble ? State(word, last)
                : isReady || word is "Running" ? Object(("running", Object(("startedAt", Time(last ?? StartOf(piece)))) ?? [])) : null;
            TextPiece.Put(status, "state", state);
            Append(statuses, status);
        }

        return statuses;
    }

    private static DateTimeOffset? StartOf(TextPiece piece) =>
        AgeText.Time(TextOf(piece.Meta["creationTimestamp"]));

    private static JsonObject State(string word, DateTimeOffset? last)
    {
        int colon = word.IndexOf(':');
        if (colon > 0 && Whole(word[(colon + 1)..]) is { } code && word[..colon] is "ExitCode" or "Signal")
        {
            return Object(("terminated", Object(("exitCode", word.StartsWith('E') ? code : 128 + code), ("signal", word.StartsWith('S') ? code : null), ("finishedAt", Time(last)))))!;
        }

        // An end whose exit code the table does not show is only a word; Completed is 0 by definition.
        if (word == "Completed")
            return Object(("terminated", Object(("exitCode", 0), ("reason", "Completed"))))!;
        return Ends.Contains(word)
            ? Object(("waiting", Object(("reason", Text(word)), ("message", "the table does not show more of how it ended"))))!
            : Object(("waiting", Object(("reason", Text(word)))))!;
    }
}
