using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>Adds up what the pods of a namespace take of what a quota counts.</summary>
internal static class QuotaUsers
{
    /// <summary>The workloads that take the most, in words; empty when the quota counts something else than pods and their resources.</summary>
    public static string Of(string space, string counted, int most, RuleContext context)
    {
        List<(ObjectRef Workload, decimal Amount)> users = [];
        foreach (var workload in context.WorkloadsIn(space))
        {
            // Pods that have ended do not count (kubernetes pkg/quota/v1/evaluator/core: QuotaV1Pod).
            decimal sum = workload.Pods.Where(pod => !pod.IsDone).Sum(pod => AmountOf(pod.Spec, counted) ?? 0);
            if (sum > 0)
                users.Add((workload.Ref, sum));
        }

        if (users.Count == 0)
            return "";
        string resource = Resource(counted);
        decimal total = users.Sum(user => user.Amount);
        string list = string.Join(", ", users.OrderByDescending(user => user.Amount).ThenBy(user => user.Workload, ObjectRef.Order).Take(most)
            .Select(user => $"{user.Workload.Kind} {user.Workload.Name} {Quantity.Format(resource, user.Amount)}"));
        return $"{counted}: {Quantity.Format(resource, total)} in all; {list}{(users.Count > most ? $" and {users.Count - most} more" : "")}";
    }

    private static string Resource(string counted) =>
        counted.StartsWith("requests.", StringComparison.Ordinal) ? counted["requests.".Length..]
        : counted.StartsWith("limits.", StringComparison.Ordinal) ? counted["limits.".Length..] : counted;

    private static decimal? AmountOf(PodSpec spec, string counted)
    {
        if (counted is "pods" or "count/pods")
            return 1;
        string resource = Resource(counted);
        if (counted.StartsWith("limits.", StringComparison.Ordinal))
            return spec.Containers.Sum(container => container.Resources.Limits.TryGetValue(resource, out Quantity limit) ? limit.Value : 0);
        return PodRequests.Of(spec).TryGetValue(resource, out decimal amount) ? amount : null;
    }
}
