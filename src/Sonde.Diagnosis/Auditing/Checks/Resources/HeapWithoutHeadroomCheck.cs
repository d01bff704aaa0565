using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class HeapWithoutHeadroomCheck : ContainerCheck
{
    public override string Slug => "heap-without-headroom";

    public override CheckArea Area => CheckArea.Resources;

    public override string Summary => "a heap as large as the memory limit";

    public override string When => "The heap setting of a runtime (-Xmx, MaxRAMPercentage, --max-old-space-size, GOMEMLIMIT, DOTNET_GCHeapHardLimit) is beyond the memory limit: error; 90 % of it or more: warning (GOMEMLIMIT, which counts all of the runtime's memory: more than 95 %).";

    public override string Why => "Beside the heap there are stacks, code, buffers and the runtime itself. The kernel kills the container before the runtime thinks of collecting garbage.";

    public override string Fix => "Keep the heap to about three quarters of the limit, or raise the limit.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (!container.Spec.Resources.Limits.TryGetValue("memory", out Quantity limit))
            return;
        foreach (HeapSetting setting in HeapSetting.Of(container.Spec))
        {
            // GOMEMLIMIT counts the runtime's own memory, too: Go's guide asks for 5 to 10 % of headroom.
            if (!setting.Exceeds(limit) || (setting.Name == "GOMEMLIMIT" && setting.Bytes <= limit.Value * 0.95m))
                continue;
            bool isBeyond = setting.Bytes > limit.Value || setting.Share > 1;
            ManifestNode node = setting.Where.StartsWith("env[", StringComparison.Ordinal)
                ? container.Node["env"].Items.FirstOrDefault(one => one["name"].Text == setting.Where[4..^1]) ?? container.Node["env"]
                : container.Node[setting.Where];
            decimal enough = setting.Bytes > 0 ? setting.Bytes * 4 / 3 : limit.Value * 1.25m;
            context.Report(workload, container, node, isBeyond ? Severity.Error : Severity.Warning, setting.Words(limit),
                Remedies.Of(workload, container, "Raise the limit, or lower the heap to three quarters of it",
                    $"resources: {{limits: {{memory: {Math.Ceiling(enough / (1 << 20)):0}Mi}}}}"));
        }
    }
}
