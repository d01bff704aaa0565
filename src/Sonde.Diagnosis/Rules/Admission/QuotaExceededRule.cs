using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A ResourceQuota of the namespace is used up, or demands figures that the pods do not give.</summary>
internal sealed partial class QuotaExceededRule : WorkloadRule
{
    private const int MostUsers = 4;

    public override string Slug => "quota-exceeded";

    public override IReadOnlyList<string> Kinds => [.. AdmissionRefusals.Kinds, "ResourceQuota"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (AdmissionRefusal refusal in AdmissionRefusals.Of(workload, context).Where(one => one.Problem == AdmissionProblem.Quota))
        {
            if (Quota().Match(refusal.Message) is not { Success: true } match)
                continue;
            var subject = new ObjectRef("ResourceQuota", workload.Ref.Namespace, match.Groups["name"].Value);
            var quota = context.Find(subject) as ResourceQuota;
            string rest = refusal.Message[(match.Index + match.Length)..].TrimStart(' ', ',', ':');
            if (match.Groups["how"].Value == "failed")
                ReportDemand(subject, refusal, rest, context);
            else
                ReportFull(subject, quota, refusal, rest, context);
        }
    }

    private void ReportFull(ObjectRef subject, ResourceQuota? quota, AdmissionRefusal refusal, string rest, RuleContext context)
    {
        Dictionary<string, string> requested = Amounts(rest, "requested"), used = Amounts(rest, "used"), limited = Amounts(rest, "limited");
        // The message tells only what is exceeded; numbers of the object are the newest.
        string[] full = [.. limited.Keys.Order(StringComparer.Ordinal)];
        string state = string.Join(", ", full.Select(name => $"{name} {Newest(quota?.Used, used, name)} of {Newest(quota?.Hard, limited, name)}"));
        string asks = string.Join(", ", full.Where(requested.ContainsKey).Select(name => $"{name} {requested[name]}"));
        context.Report(new Finding(Slug, subject,
            $"is used up ({state}), so that {refusal.MissingText} of {refusal.Workload.Ref} cannot be made{(asks.Length > 0 ? $"; each asks for {asks}" : "")}")
        {
            Since = refusal.Since,
            Evidence =
            [
                refusal.Evidence,
                .. full.Where(name => quota is not null && quota.Hard.ContainsKey(name)).Select(name =>
                    new Evidence(subject, $"status.used[{name}]", $"{Newest(quota!.Used, used, name)} of {quota.Hard[name]}", null)),
                .. full.Take(2).Select(name => QuotaUsers.Of(subject.Namespace, name, MostUsers, context)).Where(users => users.Length > 0)
                    .Select(users => new Evidence(subject, "added up", users, null)),
            ],
            Effects = [refusal.Effect],
            Remedies =
            [
                new Remedy("raise the quota, if the namespace is to have more",
                    $"kubectl patch resourcequota -n {subject.Namespace} {subject.Name} --type=merge -p '{{\"spec\":{{\"hard\":{{{string.Join(",", full.Select(name => $"\"{name}\":\"NEW\""))}}}}}}}'",
                    null, IsDisruptive: false),
                new Remedy($"or give back what others of the namespace take: fewer replicas, or smaller {(full.Any(name => name.StartsWith("limits.", StringComparison.Ordinal)) ? "limits" : "requests")}", null, null, IsDisruptive: true),
            ],
        });
    }

    private void ReportDemand(ObjectRef subject, AdmissionRefusal refusal, string rest, RuleContext context) =>
        context.Report(new Finding(Slug, subject,
            $"bounds what pods of {refusal.Workload.Ref} do not declare, so that they cannot be made: {rest}")
        {
            Since = refusal.Since,
            Evidence = [refusal.Evidence],
            Effects = [refusal.Effect],
            Remedies =
            [
                new Remedy("declare these requests and limits in the containers; or let a LimitRange of the namespace fill them in", null, null, IsDisruptive: true),
            ],
        });

    private static string Newest(IReadOnlyDictionary<string, Quantity>? own, Dictionary<string, string> said, string name) =>
        own is not null && own.TryGetValue(name, out Quantity amount) ? amount.Text : said.GetValueOrDefault(name, "?");

    /// <summary>"requested: pods=1,requests.cpu=2, used: …": amounts of one part.</summary>
    private static Dictionary<string, string> Amounts(string text, string part)
    {
        int start = text.IndexOf(part + ": ", StringComparison.Ordinal);
        if (start < 0)
            return [];
        string rest = text[(start + part.Length + 2)..];
        int end = rest.IndexOf(": ", StringComparison.Ordinal);
        string list = end < 0 ? rest : rest[..rest.LastIndexOf(',', end)];
        return list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=', 2))
            .Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    [GeneratedRegex("(?<how>exceeded|failed) quota: (?<name>[^,: ]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Quota();
}
