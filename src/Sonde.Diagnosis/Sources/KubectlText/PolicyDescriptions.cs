using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of autoscalers, disruption budgets, quotas and LimitRanges.</summary>
internal static partial class PolicyDescriptions
{
    public static void Autoscaler(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        PolicyRows.Target(root["Reference"].Value, piece);
        TextPiece.Put(piece.Spec, "minReplicas", Number(root["Min replicas"].Value));
        TextPiece.Put(piece.Spec, "maxReplicas", Number(root["Max replicas"].Value));
        TextPiece.Put(piece.Status, "conditions", Descriptions.Conditions(root["Conditions"]));
        // "Deployment pods:  3 current / 4 desired", by the kind of what is scaled.
        if (root.Children.FirstOrDefault(line => line.Key.EndsWith(" pods", StringComparison.Ordinal)) is { } pods && Replicas().Match(pods.Value) is { Success: true } counts)
        {
            TextPiece.Put(piece.Status, "currentReplicas", Number(counts.Groups["current"].Value));
            TextPiece.Put(piece.Status, "desiredReplicas", Number(counts.Groups["desired"].Value));
        }

        DescriptionNode[] metrics = [.. root["Metrics"].Children.Where(line => line.Key.Length > 0)];
        TextPiece.Put(piece.Spec, "metrics", List(metrics.Select(line => Metric(line.Key, "target", Target(line.Value.Split(" / ")[^1], "Utilization")))));
        TextPiece.Put(piece.Status, "currentMetrics", List(metrics.Select(line => Metric(line.Key, "current", Target(line.Value.Split(" / ")[0], null)))));
    }

    public static void Budget(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Spec, "minAvailable", Port(root["Min available"].Value));
        TextPiece.Put(piece.Spec, "maxUnavailable", Port(root["Max unavailable"].Value));
        TextPiece.Put(piece.Spec, "selector", Selector(root["Selector"].Value));
        DescriptionNode status = root["Status"];
        foreach ((string line, string field) in (ReadOnlySpan<(string, string)>)
            [("Allowed disruptions", "disruptionsAllowed"), ("Current", "currentHealthy"), ("Desired", "desiredHealthy"), ("Total", "expectedPods")])
        {
            TextPiece.Put(piece.Status, field, Number(status[line].Value));
        }
    }

    public static void Quota(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Spec, "scopes", List(root["Scopes"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Text)));
        foreach (TextRow row in Table(root, "Resource"))
        {
            At(piece.Spec, "hard")[row["Resource"]] = row["Hard"];
            At(piece.Status, "hard")[row["Resource"]] = row["Hard"];
            At(piece.Status, "used")[row["Resource"]] = row["Used"];
        }
    }

    public static void Limits(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        var items = new JsonArray();
        foreach (IGrouping<string, TextRow> type in Table(root, "Type").GroupBy(row => row["Type"]))
        {
            var item = new JsonObject { ["type"] = type.Key };
            foreach (TextRow row in type)
            {
                foreach ((string column, string field) in (ReadOnlySpan<(string, string)>)
                    [("Min", "min"), ("Max", "max"), ("Default Request", "defaultRequest"), ("Default Limit", "default"), ("Max Limit/Request Ratio", "maxLimitRequestRatio")])
                {
                    if (row[column] is { Length: > 0 } amount and not "-")
                        At(item, field)[row["Resource"]] = amount;
                }
            }

            Append(items, item);
        }

        TextPiece.Put(piece.Spec, "limits", items.Count > 0 ? items : null);
    }

    /// <summary>The table at the margin of a description, from its head to its end.</summary>
    internal static IReadOnlyList<TextRow> Table(DescriptionNode root, string head)
    {
        DescriptionNode[] lines = [.. root.Children.SkipWhile(line => line.Key.Length > 0 || !line.Text.StartsWith(head + "  ", StringComparison.Ordinal)).TakeWhile(line => line.Key != "Events")];
        return lines.Length == 0 ? [] : TextTable.Read([.. lines.Select(line => line.Text)]).Rows;
    }

    /// <summary>What a metric is, as describe says it in words (kubectl pkg/describe: describeHorizontalPodAutoscalerV2).</summary>
    private static JsonObject? Metric(string words, string part, JsonObject? amount)
    {
        (string Type, JsonObject Source) metric = words switch
        {
            _ when OfContainer().Match(words) is { Success: true } one => ("ContainerResource", Object(("name", one.Groups["name"].Value), ("container", one.Groups["container"].Value))!),
            _ when OfResource().Match(words) is { Success: true } one => ("Resource", Object(("name", one.Groups["name"].Value))!),
            _ when OfObject().Match(words) is { Success: true } one => ("Object", Object(
                ("metric", Object(("name", one.Groups["name"].Value))), ("describedObject", Object(("kind", one.Groups["kind"].Value), ("name", one.Groups["object"].Value))))!),
            _ when OfPods().Match(words) is { Success: true } one => ("Pods", Object(("metric", Object(("name", one.Groups["name"].Value))))!),
            _ when External().Match(words) is { Success: true } one => ("External", Object(("metric", Object(("name", one.Groups["name"].Value))))!),
            _ => ("", []),
        };
        if (metric.Type.Length == 0)
            return null;
        TextPiece.Put(metric.Source, part, amount);
        return Object(("type", metric.Type), (char.ToLowerInvariant(metric.Type[0]) + metric.Type[1..], metric.Source));
    }

    /// <summary><c>70%</c>, <c>23% (23m)</c>, <c>500Mi</c>.</summary>
    private static JsonObject? Target(string text, string? type) => text.Trim() is var amount && amount.IndexOf('%') is > 0 and var percent
        ? Object(("type", Text(type)), ("averageUtilization", Number(amount[..percent])))
        : Object(("type", type is null ? null : "AverageValue"), ("averageValue", Text(amount)));

    [GeneratedRegex(@"(?<current>\d+) current / (?<desired>\d+) desired", RegexOptions.ExplicitCapture)]
    private static partial Regex Replicas();

    [GeneratedRegex("""^resource (?<name>\S+) of container "(?<container>[^"]+)" on pods""", RegexOptions.ExplicitCapture)]
    private static partial Regex OfContainer();

    [GeneratedRegex(@"^resource (?<name>\S+) on pods", RegexOptions.ExplicitCapture)]
    private static partial Regex OfResource();

    [GeneratedRegex("""^"(?<name>[^"]+)" on (?<kind>[A-Z]\w*)/(?<object>\S+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex OfObject();

    [GeneratedRegex("""^"(?<name>[^"]+)" on pods""", RegexOptions.ExplicitCapture)]
    private static partial Regex OfPods();

    [GeneratedRegex("""^"(?<name>[^"]+)" \(target""", RegexOptions.ExplicitCapture)]
    private static partial Regex External();
}
