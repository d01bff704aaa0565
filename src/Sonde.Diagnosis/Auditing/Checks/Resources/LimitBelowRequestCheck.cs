using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class LimitBelowRequestCheck : ContainerCheck
{
    public override string Slug => "limit-below-request";

    public override CheckArea Area => CheckArea.Resources;

    public override string Summary => "a limit below its request";

    public override string When => "A limit is lower than the request of the same resource: error.";

    public override string Why => "The API server refuses the pod.";

    public override string Fix => "Raise the limit or lower the request.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        foreach ((string name, Quantity limit) in container.Spec.Resources.Limits.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (!container.Spec.Resources.Requests.TryGetValue(name, out Quantity request) || request.Value <= limit.Value)
                continue;
            context.Report(workload, container, container.Node["resources"]["limits"][name], Severity.Error,
                $"requests {request} of {name} with a limit of {limit}: the API server refuses such a pod",
                Remedies.Of(workload, container, "Raise the limit to the request at least", $"resources: {{limits: {{{name}: {request}}}}}"));
        }
    }
}
