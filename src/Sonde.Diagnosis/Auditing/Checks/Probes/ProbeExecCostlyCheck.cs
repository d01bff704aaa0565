using System.Text.RegularExpressions;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed partial class ProbeExecCostlyCheck : ContainerCheck
{
    public override string Slug => "probe-exec-costly";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "a probe that starts a program too often";

    public override string When => "An exec probe starts a runtime or a client (java, python, node, mysql, psql, mongosh, redis-cli, curl, …) every 5 s or more often: hint. It starts one that is slow (java, python, node, mongosh) and gives it 1 s: warning.";

    public override string Why => "Each run is a new process in the container: it counts against its CPU and memory limits, and on a busy node takes longer than the timeout, so that a healthy container is restarted.";

    public override string Fix => "Use an httpGet, tcpSocket or grpc probe, or ask less often and with a longer timeout.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        foreach ((string field, Probe? probe) in ((string, Probe?)[])[("livenessProbe", container.Spec.Liveness), ("readinessProbe", container.Spec.Readiness)])
        {
            if (probe is not { Handler: ProbeHandler.Exec, Command.Count: > 0 })
                continue;
            string program = Heavy().Match(string.Join(' ', probe.Command)).Value;
            if (program.Length == 0)
                continue;
            bool isSlow = program is "java" or "python" or "python3" or "node" or "mongo" or "mongosh" && probe.Timeout <= 1;
            if (probe.Period > 5 && !isSlow)
                continue;
            context.Report(workload, container, container.Node[field]["exec"], isSlow ? Severity.Warning : Severity.Info,
                $"{field} starts {program} every {probe.Period} s and gives it {probe.Timeout} s",
                Remedies.Of(workload, container, "Ask less often and wait longer, or use httpGet, tcpSocket or grpc", $"{field}: {{periodSeconds: 15, timeoutSeconds: 5}}"));
        }
    }

    [GeneratedRegex(@"(?<=^|[\s/;&|])(java|python3?|node|mysql|mysqladmin|psql|mongosh?|redis-cli|curl|wget|rabbitmq-diagnostics|cqlsh|nodetool|etcdctl)(?=$|\s)", RegexOptions.ExplicitCapture)]
    private static partial Regex Heavy();
}
