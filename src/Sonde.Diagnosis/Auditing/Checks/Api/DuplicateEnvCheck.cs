using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class DuplicateEnvCheck : ContainerCheck
{
    public override string Slug => "duplicate-env";

    public override CheckArea Area => CheckArea.Api;

    public override string Summary => "an environment variable that is set twice";

    public override string When => "A container's env has the same name twice: warning.";

    public override string Why => "The last one wins; whoever changes the first wonders why nothing changes. A strategic merge patch may lose one.";

    public override string Fix => "Remove one of the two.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        var seen = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);
        foreach (ManifestNode variable in container.Node["env"].Items)
        {
            string name = variable["name"].Text;
            if (name.Length > 0 && !seen.TryAdd(name, variable))
                context.Report(workload, container, variable, Severity.Warning, $"sets {name} twice: the last one wins", Remedies.Words("Remove one of the two"));
        }
    }
}
