using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class MemoryLimitMissingCheck : ContainerCheck
{
    public override string Slug => "memory-limit-missing";

    public override CheckArea Area => CheckArea.Resources;

    public override string Summary => "no memory limit";

    public override string When => "Neither a container that runs for good nor its pod has a memory limit: warning; hint for a Job.";

    public override string Why => "A leak takes the memory of the whole node, and the kernel then kills whatever it likes, perhaps another pod.";

    public override string Fix => "Set limits.memory to what it needs at its busiest with some room, and requests.memory to the same or a little less.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (!container.IsLongRunning || container.Spec.Resources.Limits.ContainsKey("memory") || workload.Template.Spec.Resources.Limits.ContainsKey("memory"))
            return;
        string amount = container.Spec.Resources.Requests.TryGetValue("memory", out Quantity request) ? Quantity.FormatBytes(request.Value * 1.5m) : "256Mi";
        context.Report(workload, container, container.Node["resources"]["limits"], workload.IsBatch ? Severity.Info : Severity.Warning,
            "has no memory limit: a leak takes the memory of the node",
            Remedies.Of(workload, container, "Limit it to what it needs at its busiest, with some room (the amount is a guess)", $"resources: {{limits: {{memory: {amount}}}}}"));
    }
}
