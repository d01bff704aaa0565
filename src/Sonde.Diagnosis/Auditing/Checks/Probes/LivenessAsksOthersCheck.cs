using System.Text.RegularExpressions;
using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed partial class LivenessAsksOthersCheck : ContainerCheck
{
    public override string Slug => "liveness-asks-others";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "liveness depends on another host";

    public override string When => "A liveness probe names a host that is not the pod itself, in httpGet.host or as a URL in its command: warning.";

    public override string Why => "When the other host fails, this container is restarted, which helps nobody. A cascade of restarts is how one failed dependency takes down all that use it.";

    public override string Fix => "Ask only the process itself. What depends on others belongs into the readiness probe, if anywhere.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (container.Spec.Liveness is not { } liveness)
            return;
        ManifestNode node = container.Node["livenessProbe"];
        string? host = IsOther(liveness.Host) ? liveness.Host
            : liveness.Command.Select(word => Url().Match(word)).FirstOrDefault(match => match.Success && IsOther(match.Groups["host"].Value))?.Groups["host"].Value;
        if (host is null)
            return;
        context.Report(workload, container, liveness.Host.Length > 0 ? node["httpGet"]["host"] : node["exec"], Severity.Warning,
            $"its liveness probe asks {host}: when that fails, this is restarted",
            Remedies.Words("Ask only the process itself; let readiness depend on others if it must"));
    }

    private static bool IsOther(string host) =>
        host.Length > 0 && host is not ("127.0.0.1" or "::1" or "0.0.0.0") && !host.StartsWith('$') && !host.StartsWith("localhost", StringComparison.Ordinal);

    [GeneratedRegex(@"https?://(?<host>[A-Za-z0-9][A-Za-z0-9.-]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Url();
}
