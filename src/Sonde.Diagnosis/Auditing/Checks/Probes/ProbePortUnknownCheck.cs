using System.Globalization;
using System.Text.Json;
using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ProbePortUnknownCheck : ContainerCheck
{
    public override string Slug => "probe-port-unknown";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "a probe asks a port by a name that is not there";

    public override string When => "A probe names a port that the container does not declare: error.";

    public override string Why => "The probe fails always: the container is never ready, or is restarted for ever.";

    public override string Fix => "Use the name of a declared port, or the number.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        foreach (string field in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            foreach (string handler in (string[])["httpGet", "tcpSocket"])
            {
                ManifestNode port = container.Node[field][handler]["port"];
                if (port.Kind != JsonValueKind.String || int.TryParse(port.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _) || port.Text.Length == 0 || container.Spec.Ports.Any(one => one.Name == port.Text))
                    continue;
                string known = string.Join(", ", container.Spec.Ports.Where(one => one.Name.Length > 0).Select(one => $"{one.Name} ({one.Number})"));
                context.Report(workload, container, port, Severity.Error,
                    $"{field} asks port '{port.Text}', which the container does not declare{(known.Length > 0 ? $": it has {known}" : "")}",
                    Remedies.Words("Use the name of a declared port, or its number"));
            }
        }
    }
}
