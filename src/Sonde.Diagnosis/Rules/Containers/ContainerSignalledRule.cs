using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>A signal ends a program that it brought upon itself: a wrong memory access, a failed assertion, ….</summary>
internal sealed class ContainerSignalledRule : ContainerFailureRule
{
    public override string Slug => "container-signalled";

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.Signal;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        int signal = failure.Death.Signal != 0 ? failure.Death.Signal : ExitCodes.SignalOf(failure.Death.ExitCode);
        string words = ExitCodes.SignalWords(signal);
        string last = failure.Log.Best.Length > 0 ? $"; its last words: {failure.Log.Best}" : "";
        context.Report(failure.ToFinding(
            Slug,
            $"{failure.Named} dies of {ExitCodes.SignalName(signal)} (exit code {failure.Death.ExitCode}){failure.Repetition}{(words.Length > 0 ? $": {words}" : "")}{last}")
        with
        {
            Remedies =
            [
                failure.ShowLog("read the log up to the signal"),
                new Remedy("look at the core file with a debugger, or run the container with the sanitizer build of the program", null, null, false),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }
}
