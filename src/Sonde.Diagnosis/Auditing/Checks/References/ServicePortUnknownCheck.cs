using System.Globalization;
using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ServicePortUnknownCheck : AuditCheck
{
    public override string Slug => "service-port-unknown";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "a Service sends to a port that no container has";

    public override string When => "A Service's targetPort is a name that no container of the selected pods declares: error; is a number that none declares, though they declare others: hint.";

    public override string Why => "For an unknown name the Service has no endpoint on that port; a number that nothing listens on is refused.";

    public override string Fix => "Use the name or number of a declared port.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject service in context.OfKind("Service"))
        {
            AuditWorkload[] workloads = [.. context.WorkloadsOf(service)];
            if (workloads.Length == 0)
                continue;
            ServicePort[] ports = [.. ((Service)service.Object).Ports];
            for (int i = 0; i < ports.Length; i++)
            {
                PortRef target = ports[i].Target;
                ContainerPort[] declared = [.. workloads.SelectMany(one => one.LongRunning).SelectMany(one => one.Spec.Ports)];
                bool isNamed = target.Name.Length > 0;
                if (declared.Length == 0 && !isNamed)
                    continue;
                int number = target.IsEmpty ? ports[i].Number : target.Number;
                if (isNamed ? declared.Any(one => one.Name == target.Name) : declared.Any(one => one.Number == number))
                    continue;
                string known = string.Join(", ", declared.Select(one => one.Name.Length > 0 ? $"{one.Name} ({one.Number})" : one.Number.ToString(CultureInfo.InvariantCulture)).Distinct());
                ManifestNode node = service.Root["spec"]["ports"].At(i);
                context.Report(service, node["targetPort"].Exists ? node["targetPort"] : node, isNamed ? Severity.Error : Severity.Info,
                    $"sends to port {(isNamed ? target.Name : number.ToString(CultureInfo.InvariantCulture))}, which {workloads[0].Ref.Kind} {workloads[0].Ref.Name} does not declare{(known.Length > 0 ? $": it has {known}" : "")}",
                    Remedies.Words("Use the name or number of a declared port as targetPort"));
            }
        }
    }
}
