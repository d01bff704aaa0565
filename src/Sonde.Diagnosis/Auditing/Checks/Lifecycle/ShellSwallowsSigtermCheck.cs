using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ShellSwallowsSigtermCheck : ContainerCheck
{
    public override string Slug => "shell-swallows-sigterm";

    public override CheckArea Area => CheckArea.Lifecycle;

    public override string Summary => "a shell that keeps SIGTERM for itself";

    public override string When => "A container that runs for good is started by sh -c or bash -c with a script of several commands that neither ends in exec nor has a trap: warning. A script of one single command is passed over: bash, and dash since 0.5.11, replace themselves by it.";

    public override string Why => "The shell is process 1 and passes no signal on. The program never hears SIGTERM: it is killed after the grace period, with its requests, and each rollout takes 30 s longer for each pod.";

    public override string Fix => "Write exec before the last command, or start the program without a shell.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (!container.IsLongRunning || workload.IsBatch || ShellScript.Of(container.Spec) is not { } script || !ShellScript.KeepsSignals(script))
            return;
        ManifestNode command = container.Node["command"];
        context.Report(workload, container, command.Exists ? command : container.Node["args"], Severity.Warning,
            "is started by a shell that stays process 1 and passes no SIGTERM on: it is killed after the grace period",
            Remedies.Words("Write exec before the last command of the script, or start the program without a shell"));
    }
}
