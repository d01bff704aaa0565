using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads quotas, limits, disruption budgets and autoscalers.</summary>
internal static class PolicyReader
{
    public static ResourceQuota Quota(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new ResourceQuota(meta)
        {
            // What the controller has acknowledged counts; before that, what is wanted.
            Hard = status["hard"].Quantities is { Count: > 0 } hard ? hard : spec["hard"].Quantities,
            Used = status["used"].Quantities,
            Scopes =
            [
                .. spec["scopes"].Texts,
                .. spec["scopeSelector"]["matchExpressions"].Items(one => $"{one["scopeName"].Text} {one["operator"].Text} {string.Join(",", one["values"].Texts)}".TrimEnd()),
            ],
        };
    }

    public static LimitRange LimitRange(Field root, Metadata meta) => new(meta)
    {
        Limits = root["spec"]["limits"].Items(item => new LimitRangeItem(
            item["type"].Text,
            item["max"].Quantities,
            item["min"].Quantities,
            item["default"].Quantities,
            item["defaultRequest"].Quantities,
            item["maxLimitRequestRatio"].Quantities)),
    };

    public static PodDisruptionBudget Budget(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"];
        return new PodDisruptionBudget(meta)
        {
            Conditions = MetadataReader.Conditions(status),
            Selector = SelectorReader.Read(spec["selector"]),
            MinAvailable = Portion(spec["minAvailable"]),
            MaxUnavailable = Portion(spec["maxUnavailable"]),
            Allowed = status["disruptionsAllowed"].Int(),
            Healthy = status["currentHealthy"].Int(),
            Desired = status["desiredHealthy"].Int(),
            Expected = status["expectedPods"].Int(),
            ObservedGeneration = status["observedGeneration"].LongOrNull ?? 0,
        };
    }

    public static HorizontalPodAutoscaler Autoscaler(Field root, Metadata meta)
    {
        Field spec = root["spec"], status = root["status"], target = spec["scaleTargetRef"];
        var current = new Dictionary<(string, string, string), int?>();
        foreach ((string type, string name, string container, Field source) in status["currentMetrics"].Items(Source))
            current[(type, name, container)] = Percent(source["current"]["averageUtilization"]);
        return new HorizontalPodAutoscaler(meta)
        {
            Conditions = MetadataReader.Conditions(status),
            Target = new ObjectRef(target["kind"].Text, meta.Ref.Namespace, target["name"].Text, ApiGroup.Foreign(target["apiVersion"].Text)),
            Min = spec["minReplicas"].Int(1),
            Max = spec["maxReplicas"].Int(),
            Current = status["currentReplicas"].Int(),
            Desired = status["desiredReplicas"].Int(),
            Metrics = spec["metrics"].Items(metric =>
            {
                (string type, string name, string container, Field source) = Source(metric);
                return new ScalingMetric(
                    type, name, container, Percent(source["target"]["averageUtilization"]), current.GetValueOrDefault((type, name, container)));
            }),
        };
    }

    private static (string Type, string Name, string Container, Field Source) Source(Field metric)
    {
        string type = metric["type"].Text;
        Field source = type.Length == 0 ? metric["none"] : metric[char.ToLowerInvariant(type[0]) + type[1..]];
        string name = source["name"].Text is { Length: > 0 } own ? own : source["metric"]["name"].Text;
        return (type, name, source["container"].Text, source);
    }

    private static int? Percent(Field field) => field.Exists ? field.Int() : null;

    private static string Portion(Field field) => field.Exists ? field.Portion : "";
}
