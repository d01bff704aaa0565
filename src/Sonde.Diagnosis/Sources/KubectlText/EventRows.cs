using System.Text.RegularExpressions;
using Sonde.Diagnosis.Narrowing;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads events: tables of <c>kubectl get events</c>, and the tables below descriptions.</summary>
internal static partial class EventRows
{
    /// <summary>The columns say that it is such a table.</summary>
    public static bool Fits(IReadOnlyList<string> columns) =>
        columns.Contains("REASON", StringComparer.OrdinalIgnoreCase) && columns.Contains("MESSAGE", StringComparer.OrdinalIgnoreCase)
        && (columns.Contains("OBJECT") || columns.Contains("Age"));

    /// <summary>Reads a row of <c>kubectl get events</c> or <c>kubectl events</c>; null when it is none.</summary>
    public static TextEvent? OfTable(TextRow row, string? space, DateTimeOffset now)
    {
        string[] about = row["OBJECT"].Split('/', 2);
        if (about.Length < 2 || row["REASON"].Length == 0)
            return null;
        string seen = row["LAST SEEN"];
        (string last, string first, int count) = AgeText.Repeated(seen);
        string source = row["SOURCE"];
        int comma = source.IndexOf(", ", StringComparison.Ordinal);
        string message = row["MESSAGE"];
        string kind = KindNames.Find(about[0]) ?? about[0];
        // The scheduler's own words tell the namespace when nothing else does.
        if (space is null && kind == "Pod" && Scheduled().Match(message) is { Success: true } match && match.Groups["name"].Value == about[1])
            space = match.Groups["space"].Value;
        return new TextEvent(kind, IsClusters(kind) ? "" : space, about[1], row["REASON"], message)
        {
            IsWarning = row["TYPE"] == "Warning",
            Container = ContainerOf(row["SUBOBJECT"]),
            Reporter = comma > 0 ? source[..comma] : source,
            Host = comma > 0 ? source[(comma + 2)..] : "",
            Count = JsonParts.Whole(row["COUNT"]) is > 0 and var told ? told : count,
            Last = AgeText.Before(now, last),
            First = AgeText.Before(now, row["FIRST SEEN"].Length > 0 ? row["FIRST SEEN"] : first),
            Precision = AgeText.Resolution(last),
        };
    }

    /// <summary>Reads a row of the events below a description.</summary>
    public static TextEvent? OfDescription(TextRow row, TextPiece about)
    {
        if (row["Reason"].Length == 0)
            return null;
        (string last, string first, int count) = AgeText.Repeated(row["Age"]);
        return new TextEvent(about.Kind, about.Namespace, about.Name, row["Reason"], row["Message"])
        {
            IsWarning = row["Type"] == "Warning",
            Reporter = row["From"].Split(',')[0],
            Count = count,
            Last = AgeText.Before(about.Now, last),
            First = AgeText.Before(about.Now, first),
            Precision = AgeText.Resolution(last),
            Container = MessageContainer().Match(row["Message"]) is { Success: true } match ? match.Groups["name"].Value : "",
        };
    }

    private static bool IsClusters(string kind) => Reading.KindTable.Find(kind) is { IsNamespaced: false };

    private static string ContainerOf(string path)
    {
        int open = path.IndexOf('{'), close = path.IndexOf('}');
        return open >= 0 && close > open ? path[(open + 1)..close] : "";
    }

    [GeneratedRegex(@"^Successfully assigned (?<space>[^/\s]+)/(?<name>\S+) to ")]
    private static partial Regex Scheduled();

    // The kubelet's own words; of other messages the description does not tell the container.
    [GeneratedRegex(@"^(?:Back-off restarting failed container (?<name>[a-z0-9-]+) in pod |Container (?<name>[a-z0-9-]+) failed (?:liveness|startup) probe|Stopping container (?<name>[a-z0-9-]+)|(?:Created|Started) container:? (?<name>[a-z0-9-]+)$)")]
    private static partial Regex MessageContainer();
}
