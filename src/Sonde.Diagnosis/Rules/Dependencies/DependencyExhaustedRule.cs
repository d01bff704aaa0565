using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A dependency has no connection, memory or disk left: it says so, or its clients do.</summary>
internal sealed class DependencyExhaustedRule : WorkloadRule
{
    public override string Slug => "dependency-exhausted";

    public override IReadOnlyList<string> Kinds => DependencyText.Kinds;

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Complaint complaint in Complaint.Of(workload, context).Where(one => one.Kind == ComplaintKind.Exhausted))
        {
            (Service? Service, string Host, int Port) target = complaint.Target(context);
            string what = Resource(complaint.Line);
            Service? own = DependencyText.OwnService(complaint, target, context);
            // A full disk is that of whoever writes to it, unless the line says otherwise.
            bool isItself = own is not null || (what == "disk space" && target.Host.Length == 0);
            if (!isItself && target.Host.Length == 0)
                continue;
            ObjectRef subject = isItself ? workload.Ref : DependencyText.Of(target.Service, target.Host, context);
            Service? service = own ?? target.Service;
            string[] holders = service is null || what != "connections" ? [] : [.. Holders(service, context)];
            context.Report(new Finding(Slug, subject,
                $"has no {what} left: {LogExcerpt.Shorten(complaint.Line)}{(holders.Length > 0 ? $"; it is called by {string.Join(", ", holders.Take(3))}" : "")}")
            {
                Since = complaint.Pod.Started,
                Confidence = isItself ? Confidence.Certain : Confidence.Likely,
                Evidence =
                [
                    complaint.Evidence,
                    .. holders.Take(4).Select(holder => new Evidence(subject, "pods of callers", holder, null)),
                ],
                Effects = isItself ? [] : [DependencyText.Caller(complaint, $"gets no {what} of {DependencyText.Name(target.Service, target.Host, 0)}")],
                Explains = isItself ? [] : [workload.Ref],
                Remedies = [.. Remedies(what)],
            });
        }
    }

    private static string Resource(string line) =>
        Has(line, "space left") || Has(line, "extend file") || Has(line, "disk") || Has(line, "watermark") ? "disk space" : Has(line, "OOM command") ? "memory" : "connections";

    private static bool Has(string line, string words) => line.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Who calls it, those with the most pods first: each pod usually has a pool of its own.</summary>
    private static IEnumerable<string> Holders(Service service, RuleContext context) => context.CallersOf(service).Select(call => call.Caller).Distinct()
        .Select(caller => (caller.Ref, Pods: caller.Pods.Count(pod => pod.Phase == "Running")))
        .Where(caller => caller.Pods > 0).OrderByDescending(caller => caller.Pods).ThenBy(caller => caller.Ref, ObjectRef.Order)
        .Select(caller => $"{caller.Ref} ({caller.Pods} pod{(caller.Pods == 1 ? "" : "s")})");

    private static IEnumerable<Remedy> Remedies(string what) => what switch
    {
        "disk space" => [new Remedy("make room, or enlarge the claim, if its class allows expansion", null, null, IsDisruptive: false)],
        "memory" => [new Remedy("raise its memory bound (maxmemory) together with the container's limit, or let old entries go (an eviction policy)", null, null, IsDisruptive: true)],
        _ =>
        [
            new Remedy("make the clients' pools smaller: pods times pool size has to stay below what the server allows", null, null, IsDisruptive: true),
            new Remedy("or put a pooler before it, or raise its bound (max_connections, maxclients) with the memory that takes", null, null, IsDisruptive: true),
        ],
    };
}
