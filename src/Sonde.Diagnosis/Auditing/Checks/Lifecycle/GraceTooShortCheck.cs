using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class GraceTooShortCheck : ContainerCheck
{
    public override string Slug => "grace-too-short";

    public override CheckArea Area => CheckArea.Lifecycle;

    public override string Summary => "the grace period ends before preStop does";

    public override string When => "preStop sleeps as long as terminationGracePeriodSeconds (30 by default) or longer: warning.";

    public override string Why => "The grace period counts from the beginning of preStop. The container is killed with SIGKILL while it still waits, and never gets the time to finish its requests.";

    public override string Fix => "Make the grace period longer than preStop by what the program needs to finish.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (container.Spec.PreStop is not { } hook)
            return;
        int seconds = hook.SleepSeconds > 0 ? hook.SleepSeconds : ShellScript.SleepIn(hook.Command);
        int grace = workload.Template.Spec.GracePeriod;
        if (seconds == 0 || seconds < grace)
            return;
        ManifestNode field = workload.Pod["terminationGracePeriodSeconds"];
        context.Report(workload, container, field.Exists ? field : container.Node["lifecycle"]["preStop"], Severity.Warning,
            $"preStop sleeps {seconds} s of a grace period of {grace} s: it is killed before it can finish",
            Remedies.Of(workload, "Give it the time", $"terminationGracePeriodSeconds: {seconds + 30}"));
    }
}
