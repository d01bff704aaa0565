using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Rules;

/// <summary>A bound of a LimitRange that a pod does not keep, recomputed as the API server does (plugin/pkg/admission/limitranger).</summary>
/// <param name="Range">The LimitRange.</param>
/// <param name="Path">Where the bound stands.</param>
/// <param name="Bound">The bound.</param>
/// <param name="Container">The container; empty when it is about the pod.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Field"><c>limits</c> or <c>requests</c>.</param>
/// <param name="Own">What the pod has.</param>
/// <param name="Text">In words.</param>
internal sealed record LimitBreach(
    LimitRange Range, string Path, string Bound, string Container, string Resource, string Field, string Own, string Text)
{
    /// <summary>The bound is on the ratio of limit to request.</summary>
    public bool IsRatio { get; init; }

    /// <summary>Where the pod's own amount stands.</summary>
    public string OwnPath => Container.Length > 0 ? $"spec.containers[{Container}].resources.{Field}.{Resource}" : $"resources.{Field}.{Resource} of all containers";

    /// <summary>The bounds that a pod does not keep.</summary>
    public static IEnumerable<LimitBreach> Of(LimitRange range, PodSpec spec)
    {
        for (int i = 0; i < range.Limits.Count; i++)
        {
            LimitRangeItem item = range.Limits[i];
            IEnumerable<LimitBreach> found = item.Type switch
            {
                "Container" => spec.AllContainers.SelectMany(container => OfContainer(range, item, i, container)),
                "Pod" => OfPod(range, item, i, spec),
                _ => [],
            };
            foreach (LimitBreach breach in found)
                yield return breach;
        }
    }

    private static IEnumerable<LimitBreach> OfContainer(LimitRange range, LimitRangeItem item, int index, Container container)
    {
        Quantity? Limit(string resource) => Get(container.Resources.Limits, resource) ?? Get(item.Default, resource);
        // A request that is absent takes the limit, when that is the container's own; else the default.
        Quantity? Request(string resource) => Get(container.Resources.Requests, resource)
            ?? Get(container.Resources.Limits, resource) ?? Get(item.DefaultRequest, resource) ?? Get(item.Default, resource);
        string named = $"container {container.Name}";
        foreach ((string resource, Quantity max) in Ordered(item.Max))
        {
            if (Limit(resource) is not { } limit)
                yield return Make("max", max, "limits", "none", $"{named} has no {resource} limit, and one of at most {max} is demanded", resource);
            else if (limit.Value > max.Value)
                yield return Make("max", max, "limits", limit.Text, $"{named} has a {resource} limit of {limit}, and at most {max} is allowed", resource);
        }

        foreach ((string resource, Quantity min) in Ordered(item.Min))
        {
            if (Request(resource) is not { } request)
                yield return Make("min", min, "requests", "none", $"{named} requests no {resource}, and at least {min} is demanded", resource);
            else if (request.Value < min.Value)
                yield return Make("min", min, "requests", request.Text, $"{named} requests {resource} {request}, and at least {min} is demanded", resource);
        }

        foreach ((string resource, Quantity ratio) in Ordered(item.MaxRatio))
        {
            if (Limit(resource) is { } limit && Request(resource) is { Value: > 0 } request && limit.Value / request.Value > ratio.Value)
            {
                yield return Make("maxLimitRequestRatio", ratio, "limits", limit.Text,
                    $"{named} has a {resource} limit of {limit} and a request of {request}: more than {ratio} times as much", resource) with
                { IsRatio = true };
            }
        }

        LimitBreach Make(string bound, Quantity amount, string field, string own, string text, string resource) =>
            new(range, $"spec.limits[{index}].{bound}.{resource}", amount.Text, container.Name, resource, field, own, text);
    }

    private static IEnumerable<LimitBreach> OfPod(LimitRange range, LimitRangeItem item, int index, PodSpec spec)
    {
        foreach ((string resource, Quantity max) in Ordered(item.Max))
        {
            decimal sum = spec.Containers.Sum(container => Get(container.Resources.Limits, resource)?.Value ?? 0);
            if (sum > max.Value)
            {
                yield return new LimitBreach(range, $"spec.limits[{index}].max.{resource}", max.Text, "", resource, "limits", Quantity.Format(resource, sum),
                    $"its containers have {resource} limits of {Quantity.Format(resource, sum)} together, and a pod may have at most {max}");
            }
        }

        foreach ((string resource, Quantity min) in Ordered(item.Min))
        {
            decimal sum = spec.Containers.Sum(container => container.Resources.RequestOf(resource));
            if (sum < min.Value)
            {
                yield return new LimitBreach(range, $"spec.limits[{index}].min.{resource}", min.Text, "", resource, "requests", Quantity.Format(resource, sum),
                    $"its containers request {resource} {Quantity.Format(resource, sum)} together, and a pod has to request at least {min}");
            }
        }
    }

    private static Quantity? Get(IReadOnlyDictionary<string, Quantity> map, string resource) => map.TryGetValue(resource, out Quantity amount) ? amount : null;

    private static IEnumerable<KeyValuePair<string, Quantity>> Ordered(IReadOnlyDictionary<string, Quantity> map) => map.OrderBy(pair => pair.Key, StringComparer.Ordinal);
}
