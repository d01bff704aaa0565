using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class MemoryVolumeUnboundedCheck : WorkloadCheck
{
    public override string Slug => "memory-volume-unbounded";

    public override CheckArea Area => CheckArea.Resources;

    public override string Summary => "a volume in memory without a bound";

    public override string When => "An emptyDir with medium Memory has no sizeLimit: hint.";

    public override string Why => "What is written there counts as memory of the container that wrote it: a full volume looks like a leak and ends in an OOM kill.";

    public override string Fix => "Set sizeLimit, and count it into the memory limit.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        foreach (ManifestNode volume in workload.Pod["volumes"].Items)
        {
            if (volume["emptyDir"]["medium"].Text != "Memory" || volume["emptyDir"]["sizeLimit"].Exists)
                continue;
            context.Report(workload, volume["emptyDir"], Severity.Info, $"volume {volume["name"].Text} lies in memory and has no size limit",
                Remedies.Of(workload, "Bound it, and count it into the memory limit (the size is a guess)", $"volumes: [{{name: {volume["name"].Text}, emptyDir: {{medium: Memory, sizeLimit: 64Mi}}}}]"));
        }
    }
}
