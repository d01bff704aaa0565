using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class CapabilitiesCheck : ContainerCheck
{
    public override string Slug => "capabilities-excessive";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "more capabilities than needed";

    public override string When => "A capability is added that leads to the node (SYS_ADMIN, SYS_PTRACE, SYS_MODULE, NET_ADMIN, DAC_READ_SEARCH, BPF, ALL, …): warning. The default ones are not dropped: hint.";

    public override string Why => "The default set lets a process forge packets and change owners of files; the ones named above lead out of the container.";

    public override string Fix => "Drop ALL, and add only what is needed (NET_BIND_SERVICE for ports below 1024).";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        ManifestNode list = container.Node["securityContext"]["capabilities"];
        if (container.Node["securityContext"]["privileged"].IsTrue)
            return;
        string[] dangerous = [.. list["add"].Items.Select(one => Plain(one.Text)).Where(Dangerous.Contains)];
        if (dangerous.Length > 0)
        {
            context.Report(workload, container, list["add"], Severity.Warning, $"adds {string.Join(", ", dangerous)}, which leads out of the container",
                Remedies.Words("Take it away, or make sure that nothing else can do the work"));
        }
        else if (!list["drop"].Items.Any(one => Plain(one.Text) == "ALL"))
        {
            context.Report(workload, container, list["drop"], Severity.Info, "keeps the default capabilities, which it hardly needs",
                Remedies.Of(workload, container, "Drop them", "securityContext: {capabilities: {drop: [ALL]}}"));
        }
    }

    private static readonly HashSet<string> Dangerous =
        ["ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "SYS_RAWIO", "SYS_BOOT", "NET_ADMIN", "DAC_READ_SEARCH", "BPF", "PERFMON", "MAC_ADMIN", "SYSLOG"];

    private static string Plain(string name) => name.StartsWith("CAP_", StringComparison.Ordinal) ? name[4..] : name;
}
