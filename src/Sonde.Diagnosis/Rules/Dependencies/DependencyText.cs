using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>What rules about dependencies share: who stands behind a Service, and how a caller suffers.</summary>
internal static class DependencyText
{
    /// <summary>Kinds that these rules read.</summary>
    public static readonly string[] Kinds =
        ["Pod", "Service", "EndpointSlice", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];

    /// <summary>The object that stands for a dependency: the workload behind a Service, else the Service; a host outside by its name.</summary>
    public static ObjectRef Of(Service? service, string host, RuleContext context) => service is null ? new ObjectRef("Host", "", host)
        : service.Type == "ExternalName" ? new ObjectRef("Host", "", service.ExternalName)
        : WorkloadOf(service, context)?.Ref ?? service.Ref;

    /// <summary>The workload behind a Service; null when there is none, or more than one.</summary>
    public static Workload? WorkloadOf(Service service, RuleContext context)
    {
        Workload[] behind = [.. Backers.Of(service.Ref, context).Skip(1).Select(context.WorkloadOf).OfType<Workload>().Distinct()];
        return behind.Length == 1 ? behind[0] : null;
    }

    /// <summary>
    /// The clients' complaints of a workload that its credentials are refused, and by whom. A server's own log says whom it refused:
    /// that one is told where its client is.
    /// </summary>
    public static IEnumerable<(Complaint Complaint, (Service? Service, string Host, int Port) Target)> RefusedCredentials(Workload workload, RuleContext context)
    {
        foreach (Complaint complaint in Complaint.Of(workload, context).Where(one => one.Kind == ComplaintKind.Credentials))
        {
            (Service? Service, string Host, int Port) target = complaint.Target(context);
            if (OwnService(complaint, target, context) is null && (target.Host.Length > 0 || complaint.IsFailing))
                yield return (complaint, target);
        }
    }

    /// <summary>How people call what a complaint is about.</summary>
    public static string Name(Service? service, string host, int port) =>
        service is not null ? $"{service.Ref}{(port > 0 ? $", port {port}" : "")}" : port > 0 ? $"{host}:{port}" : host;

    /// <summary>A caller as what suffers.</summary>
    public static Effect Caller(Complaint complaint, string how) => new(complaint.Workload.Ref, how, $"log of container {complaint.Container} says so");

    /// <summary>
    /// Whether a line is the program's own, about itself, rather than about something that it calls: it calls nobody, names no
    /// host, and others call it.
    /// </summary>
    public static Service? OwnService(Complaint complaint, (Service? Service, string Host, int Port) target, RuleContext context)
    {
        if (target.Host.Length > 0 && target.Service is null)
            return null;
        Service[] own = [.. context.ServicesFor(complaint.Workload.Ref.Namespace, complaint.Pod.Meta.Labels)];
        return target.Service is null ? own.Length > 0 && context.CalledBy(complaint.Workload).Count == 0 ? own[0] : null
            : Array.Find(own, one => one.Ref == target.Service.Ref);
    }
}
