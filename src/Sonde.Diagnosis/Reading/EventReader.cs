using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads events, of the old shape (count, lastTimestamp) and the new one (eventTime, series).</summary>
internal static class EventReader
{
    public static KubeEvent Read(Field root, Metadata meta)
    {
        // core/v1 says involvedObject, events.k8s.io/v1 says regarding.
        Field about = root["involvedObject"] is { Exists: true } involved ? involved : root["regarding"];
        Field series = root["series"], related = root["related"];
        DateTimeOffset? first = root["firstTimestamp"].Time ?? root["deprecatedFirstTimestamp"].Time ?? root["eventTime"].Time;
        DateTimeOffset? last = series["lastObservedTime"].Time
            ?? root["lastTimestamp"].Time ?? root["deprecatedLastTimestamp"].Time ?? root["eventTime"].Time ?? first;
        return new KubeEvent(meta)
        {
            About = new ObjectRef(
                about["kind"].Text, about["namespace"].Text, about["name"].Text, ApiGroup.Foreign(about["apiVersion"].Text)),
            AboutUid = about["uid"].Text,
            Container = ContainerOf(about["fieldPath"].Text),
            Reason = root["reason"].Text,
            Message = root["message"] is { Exists: true } message ? message.Text : root["note"].Text,
            IsWarning = root["type"].Text == "Warning",
            Count = Math.Max(1, Math.Max(series["count"].Int(), Math.Max(root["count"].Int(), root["deprecatedCount"].Int()))),
            First = first ?? last,
            Last = last,
            Host = root["source"]["host"].Text is { Length: > 0 } host ? host : root["reportingInstance"].Text,
            Related = related["name"].Text.Length > 0
                ? new ObjectRef(related["kind"].Text, related["namespace"].Text, related["name"].Text, ApiGroup.Foreign(related["apiVersion"].Text))
                : null,
            Reporter = root["source"]["component"].Text is { Length: > 0 } source ? source
                : root["reportingComponent"] is { Exists: true } component ? component.Text : root["reportingController"].Text,
        };
    }

    /// <summary><c>spec.containers{app}</c> or <c>spec.initContainers{wait}</c> → the name.</summary>
    private static string ContainerOf(string path)
    {
        int open = path.IndexOf('{'), close = path.IndexOf('}');
        return open >= 0 && close > open ? path[(open + 1)..close] : "";
    }
}
