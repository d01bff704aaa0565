using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class MemoryRequestLowCheck : ContainerCheck
{
    public override string Slug => "memory-request-low";

    public override CheckArea Area => CheckArea.Resources;

    public override string Summary => "memory request far below the limit";

    public override string When => "The memory limit is more than four times the request: warning; more than twice: hint.";

    public override string Why => "The node is filled by requests. When several such pods use what they are allowed to, the node runs out of memory and pods are evicted or killed, though all of them kept to their limits.";

    public override string Fix => "Raise requests.memory towards what it uses at its busiest; equal to the limit is the safest.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        ResourceNeeds needs = container.Spec.Resources;
        if (!container.IsLongRunning || !needs.Requests.TryGetValue("memory", out Quantity request) || !needs.Limits.TryGetValue("memory", out Quantity limit)
            || request.Value <= 0 || limit.Value <= request.Value * 2)
        {
            return;
        }

        context.Report(workload, container, container.Node["resources"]["requests"]["memory"], limit.Value > request.Value * 4 ? Severity.Warning : Severity.Info,
            $"requests {request} of memory and may use {limit}: the node counts only the request",
            Remedies.Of(workload, container, "Request what it uses at its busiest", $"resources: {{requests: {{memory: {Quantity.FormatBytes(Math.Floor(limit.Value * 0.75m))}}}}}"));
    }
}
