using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Access;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A ServiceAccount lacks a right that its pods use: the API server's answer stands in their log.</summary>
internal sealed partial class RbacForbiddenRule : WorkloadRule
{
    public override string Slug => "rbac-forbidden";

    public override IReadOnlyList<string> Kinds => ["Pod", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "ServiceAccount"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        var seen = new HashSet<string>();
        foreach ((Pod pod, _, string line, string path) in RunningLogs.Lines(workload, context))
        {
            if (!line.Contains("system:serviceaccount:", StringComparison.Ordinal) || Forbidden().Match(line.Replace("\\", "", StringComparison.Ordinal)) is not { Success: true } match)
                continue;
            var need = new Need(
                match.Groups["space"].Value, match.Groups["account"].Value, match.Groups["verb"].Value, match.Groups["group"].Value,
                match.Groups["resource"].Value, match.Groups["name"].Value, match.Groups["where"].Value);
            if (seen.Add($"{need.Verb} {need.Group}/{need.Resource} {need.Where}"))
                Report(workload, need, new Evidence(pod.Ref, path, LogExcerpt.Shorten(line), null), context);
        }
    }

    private void Report(Workload workload, Need need, Evidence said, RuleContext context)
    {
        (RoleBinding Binding, Role? Role)[] roles = [.. RbacEvaluation.RolesOf(need.Space, need.Account, need.Where, context)];
        bool isKnown = RbacEvaluation.IsKnown(need.Where, context);
        // Of a role in a table only the name is known.
        if (roles.Any(one => one.Role?.Meta.Knows("spec") == false))
            (roles, isKnown) = ([], false);
        // What is allowed by now was repaired after the line was written.
        if (roles.Any(one => one.Role?.Rules.Any(rule => rule.Allows(need.Verb, need.Group, need.Resource, need.Name)) == true))
            return;
        (RoleBinding Binding, Role? Role)[] dangling = [.. roles.Where(one => one.Role is null && context.KnowsAll(one.Binding.RoleKind, one.Binding.RoleKind == "Role" ? one.Binding.Ref.Namespace : ""))];
        string place = need.Where.Length > 0 ? $"in namespace {need.Where}" : "in the whole cluster";
        string group = need.Group.Length > 0 ? $".{need.Group}" : "";
        string have = dangling.Length > 0 ? $"; {dangling[0].Binding.Ref} names the {dangling[0].Binding.RoleKind} {dangling[0].Binding.RoleName}, which does not exist"
            : roles.Length == 0 ? isKnown ? "; no binding names it there" : ""
            : $"; its {(roles.Length == 1 ? "role allows" : "roles allow")} {string.Join("; ", roles.SelectMany(one => one.Role?.Rules ?? []).Select(rule => rule.ToString()).Take(3))}";
        context.Report(new Finding(Slug, new ObjectRef("ServiceAccount", need.Space, need.Account),
            $"may not {need.Verb} {need.Resource}{group} {place}, which {workload.Ref} does{have}")
        {
            Confidence = Confidence.Certain,
            Evidence =
            [
                said,
                .. roles.Take(3).Select(one => one.Role is null
                    ? new Evidence(one.Binding.Ref, "roleRef", $"{one.Binding.RoleKind} {one.Binding.RoleName}", null)
                    : new Evidence(one.Role.Ref, "rules", string.Join("; ", one.Role.Rules.Select(rule => rule.ToString()).Take(4)), null)),
            ],
            Effects = [new Effect(workload.Ref, $"its requests to {need.Verb} {need.Resource} are forbidden", $"runs as ServiceAccount {need.Account}")],
            Explains = [workload.Ref],
            Remedies = [.. Remedies(need, roles)],
        });
    }

    private static IEnumerable<Remedy> Remedies(Need need, (RoleBinding Binding, Role? Role)[] roles)
    {
        Role? own = roles.Select(one => one.Role).OfType<Role>().FirstOrDefault(role => role.Ref.Kind == "Role" && !role.Ref.Name.StartsWith("system:", StringComparison.Ordinal));
        string rule = $"{{\"apiGroups\":[\"{need.Group}\"],\"resources\":[\"{need.Resource}\"],\"verbs\":[\"{need.Verb}\"]}}";
        if (own is not null && need.Where.Length > 0)
        {
            yield return new Remedy($"add the right to its Role {own.Ref.Name}, if it is to have it",
                $"kubectl patch role -n {own.Ref.Namespace} {own.Ref.Name} --type=json -p '[{{\"op\":\"add\",\"path\":\"/rules/-\",\"value\":{rule}}}]'", null, IsDisruptive: false);
            yield break;
        }

        string kind = need.Where.Length > 0 ? "role" : "clusterrole", place = need.Where.Length > 0 ? $"-n {need.Where} " : "";
        string name = $"{need.Account}-{need.Verb}-{need.Resource.Replace('/', '-')}", resource = need.Group.Length > 0 ? $"{need.Resource.Split('/')[0]}.{need.Group}" : need.Resource;
        yield return new Remedy("give it the right, if it is to have it",
            $"kubectl create {kind} {place}{name} --verb={need.Verb} --resource={resource} && kubectl create {kind}binding {place}{name} --{kind}={name} --serviceaccount={need.Space}:{need.Account}", null, IsDisruptive: false);
    }

    private sealed record Need(string Space, string Account, string Verb, string Group, string Resource, string Name, string Where);

    // apiserver pkg/endpoints/handlers/responsewriters: forbiddenMessage
    [GeneratedRegex("""(?<plural>[\w./-]+?)( "(?<name>[^"]*)")? is forbidden: User "system:serviceaccount:(?<space>[^:"]+):(?<account>[^"]+)" cannot (?<verb>\S+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)"( in the namespace "(?<where>[^"]+)"| at the cluster scope)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Forbidden();
}
