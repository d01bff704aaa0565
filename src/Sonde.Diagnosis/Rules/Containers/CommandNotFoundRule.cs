using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>The command of a container, or one that its shell runs, is not in the image.</summary>
internal sealed partial class CommandNotFoundRule : ContainerFailureRule
{
    public override string Slug => "command-not-found";

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.CommandNotFound;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        string missing = Missing(failure);
        string code = failure.Death.ExitCode == 127 ? "exit code 127" : $"{failure.Death.Reason}, exit code {failure.Death.ExitCode}";
        context.Report(failure.ToFinding(
            Slug,
            $"{failure.Named} cannot start ({code}){failure.Repetition}: {(missing.Length > 0 ? $"{missing} is not in image {failure.Container.Image}" : $"its command is not in image {failure.Container.Image}")}")
        with
        {
            Remedies =
            [
                new Remedy(
                    $"correct {(failure.Container.Command.Count > 0 ? "spec.containers[].command" : failure.Container.Args.Count > 0 ? "spec.containers[].args" : "the image's entrypoint")}, or use an image that holds the program",
                    null, null, IsDisruptive: true),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }

    private static string Missing(ContainerFailure failure)
    {
        foreach (string text in failure.Log.Lines.Prepend(failure.Death.Message))
        {
            if (Names().Match(text) is { Success: true } match)
                return match.Groups["name"].Value;
        }

        return "";
    }

    // runc: exec: "/bin/x": stat /bin/x: no such file or directory; sh: line 1: x: not found; bash: x: command not found;
    // env: 'node': No such file or directory
    [GeneratedRegex(
        """(exec|env): ["'‘](?<name>[^"'’]+)["'’]:|(^|: )(?<name>[^\s:"']+): (command )?not found|(?<name>/[^\s:"']+): No such file""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
