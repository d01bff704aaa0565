using System.Globalization;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>Words that the formats share.</summary>
internal static class TimelineWords
{
    /// <summary>A time of day.</summary>
    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A day.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>×63 in 2 pods, until 14:02:03</c>; empty for what happened once.</summary>
    public static string Repetition(TimelineEntry entry)
    {
        int pods = entry.Members.Count(member => member.Kind == "Pod");
        string count = entry.Count > 1 ? $"×{entry.Count.ToString(CultureInfo.InvariantCulture)}" : "";
        if (pods > 1)
            count += $"{(count.Length > 0 ? " " : "")}in {pods} pods";
        bool lasts = entry.Last - entry.Time >= TimeSpan.FromSeconds(1);
        return count + (lasts ? $"{(count.Length > 0 ? ", " : "")}until {Wording.Clock(entry.Last, entry.Time)}" : "");
    }

    /// <summary>The object as kubectl takes it: <c>deploy/cart</c>, and before it the namespace where the timeline has several.</summary>
    public static string Name(ObjectRef one, bool withNamespace) =>
        $"{(withNamespace && one.Namespace.Length > 0 ? one.Namespace + " " : "")}{Short(one.Kind)}/{one.Name}";

    /// <summary>Whether the timeline is about several namespaces.</summary>
    public static bool HasSeveralNamespaces(Timeline timeline) =>
        timeline.Entries.Select(entry => entry.Subject.Namespace).Where(space => space.Length > 0).Distinct().Skip(1).Any();

    /// <summary>A kind's short name.</summary>
    public static string Short(string kind) => kind switch
    {
        "Deployment" => "deploy",
        "ReplicaSet" => "rs",
        "StatefulSet" => "sts",
        "DaemonSet" => "ds",
        "Service" => "svc",
        "PersistentVolumeClaim" => "pvc",
        "HorizontalPodAutoscaler" => "hpa",
        _ => kind.ToLowerInvariant(),
    };

    /// <summary>What the timeline holds, in one line.</summary>
    public static string Summary(Timeline timeline)
    {
        int troubles = timeline.Entries.Count(entry => entry.IsTrouble);
        return $"{timeline.Entries.Count} {(timeline.Entries.Count == 1 ? "entry" : "entries")}, {troubles} of them {(troubles == 1 ? "a trouble" : "troubles")}, as of {Wording.Moment(timeline.CapturedAt)}";
    }
}
