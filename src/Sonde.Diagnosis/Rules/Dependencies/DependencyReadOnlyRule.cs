using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A dependency refuses writes: it is a replica, or has made itself read-only.</summary>
internal sealed class DependencyReadOnlyRule : WorkloadRule
{
    private static readonly string[] Roles = ["standby", "replica", "slave", "secondary", "read-only", "read only", "streaming WAL", "follower", "watermark"];

    public override string Slug => "dependency-read-only";

    public override IReadOnlyList<string> Kinds => DependencyText.Kinds;

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Complaint complaint in Complaint.Of(workload, context).Where(one => one.Kind == ComplaintKind.ReadOnly))
        {
            (Service? Service, string Host, int Port) target = complaint.Target(context);
            bool isItself = DependencyText.OwnService(complaint, target, context) is not null;
            if (!isItself && target.Host.Length == 0)
                continue;
            ObjectRef subject = isItself ? workload.Ref : DependencyText.Of(target.Service, target.Host, context);
            Workload? server = isItself ? workload : target.Service is null ? null : DependencyText.WorkloadOf(target.Service, context);
            Evidence[] own = [.. OwnWord(server, context)];
            context.Report(new Finding(Slug, subject, $"refuses writes (read-only){(isItself ? "" : $", so that {workload.Ref} cannot store anything")}: {LogExcerpt.Shorten(complaint.Line)}")
            {
                Since = complaint.Pod.Started,
                Confidence = isItself || own.Length > 0 ? Confidence.Certain : Confidence.Likely,
                Evidence = [complaint.Evidence, .. own],
                Effects = isItself ? [] : [DependencyText.Caller(complaint, $"cannot write to {DependencyText.Name(target.Service, target.Host, 0)}")],
                Explains = isItself ? [] : [workload.Ref],
                Remedies =
                [
                    new Remedy("send writes to the primary: to its Service, or by letting the Service select only the primary's pod", null, null, IsDisruptive: false),
                    new Remedy("or, if this is to be the primary: find out why it is not (a failover, a full disk), and promote it", null, null, IsDisruptive: true),
                ],
            });
        }
    }

    /// <summary>What its own log says of the part that it plays.</summary>
    private static IEnumerable<Evidence> OwnWord(Workload? server, RuleContext context) => server is null ? []
        : RunningLogs.Lines(server, context).Where(line => Roles.Any(role => line.Line.Contains(role, StringComparison.OrdinalIgnoreCase)))
            .TakeLast(2).Select(line => new Evidence(line.Pod.Ref, line.Path, LogExcerpt.Shorten(line.Line), null));
}
