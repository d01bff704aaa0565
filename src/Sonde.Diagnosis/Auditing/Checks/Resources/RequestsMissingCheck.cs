using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class RequestsMissingCheck : ContainerCheck
{
    public override string Slug => "requests-missing";

    public override CheckArea Area => CheckArea.Resources;

    public override string Summary => "no CPU or memory request";

    public override string When => "Neither a container that runs for good nor its pod requests CPU, or memory (a limit counts as a request): warning; hint for a Job.";

    public override string Why => "The scheduler takes it for free and puts it on a node that is full. It is the first to be evicted, and gets the least CPU when the node is busy. An HPA cannot work.";

    public override string Fix => "Request what it uses on an ordinary day.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (!container.IsLongRunning)
            return;
        string[] missing = [.. ((string[])["cpu", "memory"]).Where(name => container.Spec.Resources.RequestOf(name) <= 0 && workload.Template.Spec.Resources.RequestOf(name) <= 0)];
        if (missing.Length == 0)
            return;
        context.Report(workload, container, container.Node["resources"]["requests"], workload.IsBatch ? Severity.Info : Severity.Warning,
            $"requests no {string.Join(" and no ", missing)}: the scheduler takes it for free",
            Remedies.Of(workload, container, "Request what it uses on an ordinary day (the amounts are guesses)",
                $"resources: {{requests: {{{string.Join(", ", missing.Select(name => name == "cpu" ? "cpu: 100m" : "memory: 128Mi"))}}}}}"));
    }
}
