using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>An Ingress sends requests to a Service, or a port of one, that does not exist.</summary>
internal sealed class IngressBackendMissingRule : ObjectRule<Ingress>
{
    public override string Slug => "ingress-backend-missing";

    public override IReadOnlyList<string> Kinds => ["Ingress", "Service"];

    public override void Evaluate(Ingress subject, RuleContext context)
    {
        string space = subject.Ref.Namespace;
        List<(IngressBackend Backend, string Problem, string? Instead)> wrong = [];
        foreach (IngressBackend backend in subject.Backends.Where(backend => backend.Service.Length > 0))
        {
            var service = context.Find<Service>("Service", space, backend.Service);
            if (service is null && context.KnowsAll("Service", space))
            {
                string? near = NearName.Of(backend.Service, context.All<Service>().Where(one => one.Ref.Namespace == space).Select(one => one.Ref.Name));
                wrong.Add((backend, $"leads to Service {backend.Service}, which does not exist{(near is null ? "" : $"; {near} exists")}", near));
            }
            else if (service is not null && service.Ports.Count > 0 && !service.Ports.Any(port => backend.Port.Number > 0 ? port.Number == backend.Port.Number : port.Name == backend.Port.Name))
            {
                wrong.Add((backend, $"leads to port {backend.Port} of Service {backend.Service}, which it does not have: it has {string.Join(", ", service.Ports.Select(Port))}", null));
            }
        }

        if (wrong.Count == 0)
            return;
        (IngressBackend first, string problem, string? instead) = wrong[0];
        context.Report(new Finding(Slug, subject.Ref, $"{Request(first)} {problem}{(wrong.Count > 1 ? $"; {wrong.Count - 1} more of its {subject.Backends.Count} backends {(wrong.Count == 2 ? "is" : "are")} wrong" : "")}")
        {
            Since = subject.Meta.Created,
            Evidence = [.. wrong.Take(4).Select(one => new Evidence(subject.Ref, one.Backend.Path, $"{one.Backend.Service}:{one.Backend.Port}", null))],
            Remedies =
            [
                instead is null
                    ? new Remedy("name a Service and a port that exist, or make the Service", $"kubectl edit ingress -n {space} {subject.Ref.Name}", null, IsDisruptive: false)
                    : new Remedy($"name {instead}, if that is meant",
                        $"kubectl patch ingress -n {space} {subject.Ref.Name} --type=json -p '[{{\"op\":\"replace\",\"path\":\"{Pointer(first.Path)}/name\",\"value\":\"{instead}\"}}]'", null, IsDisruptive: false),
            ],
        });
    }

    private static string Request(IngressBackend backend) => backend.Host.Length + backend.UrlPath.Length == 0 ? "the default backend" : $"{backend.Host}{backend.UrlPath}";

    private static string Port(ServicePort port) => port.Name.Length > 0 ? $"{port.Number} ({port.Name})" : $"{port.Number}";

    /// <summary><c>spec.rules[0].http.paths[1].backend.service</c> as a JSON pointer.</summary>
    private static string Pointer(string path) => "/" + path.Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace('.', '/');
}
