using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A database or broker refuses the credentials of a workload.</summary>
internal sealed partial class DependencyAuthFailedRule : WorkloadRule
{
    public override string Slug => "dependency-auth-failed";

    public override IReadOnlyList<string> Kinds => [.. DependencyText.Kinds, "Secret"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach ((Complaint complaint, (Service? Service, string Host, int Port) target) in DependencyText.RefusedCredentials(workload, context))
        {
            // It has credentials that were changed since: environment-stale says so.
            if (StaleEnvironment.Of(workload, context).Any(stale => stale.Tells(complaint)))
                continue;
            string user = User().Match(complaint.Line) is { Success: true } match ? match.Groups["user"].Value : "";
            string whom = target.Host.Length == 0 ? "what it calls" : DependencyText.Name(target.Service, target.Host, target.Port);
            Container? container = complaint.Pod.Spec.Find(complaint.Container);
            EnvVar[] secrets = [.. container?.Env.Where(variable => variable.From is { Kind: "Secret" } && Credential().IsMatch(variable.Name)) ?? []];
            context.Report(new Finding(Slug, workload.Ref,
                $"{whom} refuses the credentials of container {complaint.Container}{(user.Length > 0 ? $" (user {user})" : "")}: {LogExcerpt.Shorten(complaint.Line)}")
            {
                Container = complaint.Container,
                Severity = complaint.IsFailing ? Severity.Error : Severity.Warning,
                Since = complaint.Pod.Started,
                Evidence =
                [
                    complaint.Evidence,
                    .. ServersWord(target.Service, user, context),
                    .. secrets.Select(variable => new Evidence(workload.Ref, $"spec.containers[{complaint.Container}].env[{variable.Name}]", $"Secret {variable.From!.Name}, key {string.Join(",", variable.From.Keys)}", null)),
                ],
                Remedies =
                [
                    new Remedy(secrets.Length > 0
                        ? $"compare what Secret {secrets[0].From!.Name} holds with what the server knows; a pod takes a changed Secret into its environment only when it starts again"
                        : "compare the user and password that the container is given with what the server knows", null, null, IsDisruptive: false),
                ],
            });
            return;
        }
    }

    /// <summary>What the server's own log says of it.</summary>
    private static IEnumerable<Evidence> ServersWord(Service? service, string user, RuleContext context) =>
        service is null || user.Length == 0 || DependencyText.WorkloadOf(service, context) is not { } server ? []
        : RunningLogs.Lines(server, context).Where(line => line.Line.Contains(user, StringComparison.Ordinal) && Complaint.Classify(line.Line) == ComplaintKind.Credentials)
            .TakeLast(1).Select(line => new Evidence(line.Pod.Ref, line.Path, LogExcerpt.Shorten(line.Line), null));

    [GeneratedRegex("""(for user|user|role|login|username) ?[:=]?\s?["'`]?(?<user>[\w.@-]+)["'`]?""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex User();

    [GeneratedRegex("PASS|PWD|SECRET|TOKEN|CREDENTIAL|USER|AUTH|DSN|URL", RegexOptions.IgnoreCase)]
    private static partial Regex Credential();
}
