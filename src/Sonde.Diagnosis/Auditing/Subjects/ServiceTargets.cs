using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>To which containers of a pod a Service sends requests.</summary>
internal static class ServiceTargets
{
    /// <summary>Their names; all that run for good when no declared port tells.</summary>
    public static IReadOnlyCollection<string> Of(ManifestObject service, AuditWorkload workload)
    {
        var ports = ((Service)service.Object).Ports;
        string[] found =
        [
            .. workload.LongRunning.Where(one => one.Spec.Ports.Any(declared => ports.Any(port =>
                port.Target.Name.Length > 0 ? port.Target.Name == declared.Name : (port.Target.IsEmpty ? port.Number : port.Target.Number) == declared.Number))).Select(one => one.Name),
        ];
        // A port need not be declared: then the only container is meant, and of several nobody can tell which.
        AuditContainer[] main = [.. workload.Containers.Where(one => !one.IsInit)];
        return found.Length > 0 ? found : main.Length == 1 ? [main[0].Name] : [];
    }
}
