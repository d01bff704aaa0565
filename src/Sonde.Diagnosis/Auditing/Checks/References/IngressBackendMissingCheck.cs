using System.Globalization;
using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class IngressBackendMissingCheck : AuditCheck
{
    public override string Slug => "ingress-backend-missing";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "an Ingress to a Service or port that is not there";

    public override string When => "An Ingress names a Service that does not exist in a cluster read as a whole: error; in files: warning when a name there is nearly the same, otherwise hint. The Service is here, but not the port: error.";

    public override string Why => "Requests end in 503 or 404.";

    public override string Fix => "Correct the name or the port.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject ingress in context.OfKind("Ingress"))
        {
            foreach (IngressBackend backend in ((Ingress)ingress.Object).Backends.Where(one => one.Service.Length > 0))
            {
                ManifestNode node = PodReferences.Walk(ingress.Root, backend.Path);
                ManifestObject? service = context.Find("Service", backend.Service, ingress.Ref);
                if (service is null)
                {
                    bool isComplete = context.KnowsAll("Service", ingress);
                    string? near = NearName.Of(backend.Service, context.Beside("Service", ingress.Ref).Select(one => one.Ref.Name).Distinct());
                    context.Report(ingress, node, isComplete ? Severity.Error : near is not null ? Severity.Warning : Severity.Info,
                        $"sends {(backend.Host.Length + backend.UrlPath.Length > 0 ? $"{backend.Host}{backend.UrlPath}" : "requests")} to Service {backend.Service}, which is {(isComplete ? "not there" : "not in these files")}{(near is null ? "" : $"; {near} is")}",
                        Remedies.Words(near is null ? "Create the Service, or correct the name" : $"Did you mean {near}?"));
                }
                else if (!backend.Port.IsEmpty && ((Service)service.Object) is { Ports.Count: > 0, Type: not "ExternalName" } target
                    && !target.Ports.Any(port => backend.Port.Name.Length > 0 ? port.Name == backend.Port.Name : port.Number == backend.Port.Number))
                {
                    context.Report(ingress, node, Severity.Error,
                        $"sends to port {backend.Port} of Service {backend.Service}, which has only {string.Join(", ", target.Ports.Select(port => port.Name.Length > 0 ? $"{port.Name} ({port.Number})" : port.Number.ToString(CultureInfo.InvariantCulture)))}",
                        Remedies.Words("Use a port of the Service"));
                }
            }
        }
    }
}
