using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>The command is there and may not be executed.</summary>
internal sealed partial class CommandNotExecutableRule : ContainerFailureRule
{
    public override string Slug => "command-not-executable";

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.CommandNotExecutable;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        string file = failure.Log.Lines.Prepend(failure.Death.Message).Select(text => File().Match(text))
            .FirstOrDefault(match => match.Success)?.Groups["name"].Value ?? "its command";
        VolumeMount? mount = failure.Container.Mounts.Where(one => file.StartsWith(one.Path.TrimEnd('/') + "/", StringComparison.Ordinal) || file == one.Path)
            .MaxBy(one => one.Path.Length);
        Volume? volume = mount is null ? null : failure.Pod.Spec.Volumes.FirstOrDefault(one => one.Name == mount.Volume);
        bool isFromConfig = volume?.Type is "configMap" or "secret" or "projected";
        string why = isFromConfig
            ? $"it comes from the {volume!.Type} volume {volume.Name}, whose files have no execute bit (defaultMode 0644)"
            : "it has no execute bit, or is a folder";
        Remedy remedy = isFromConfig
            ? PodChange.Of(
                failure.Workload, failure.Pod,
                $"give the volume's files the execute bit, or run the file through its interpreter (sh {file})",
                // 493 is 0755: YAML and JSON do not agree on octal numbers.
                $"volumes: [{{name: {volume!.Name}, {volume.Type}: {{defaultMode: 493}}}}]")
            : new Remedy($"give {file} the execute bit where the image is built (chmod +x), or run it through its interpreter", null, null, IsDisruptive: true);
        context.Report(failure.ToFinding(
            Slug,
            $"{failure.Named} may not execute {file} (exit code {failure.Death.ExitCode}){failure.Repetition}: {why}")
        with
        { Remedies = [remedy, .. Rollback.Of(failure.Workload)] });
    }

    // sh: /x: Permission denied; runc's log: exec /x: permission denied; runc: exec: "/x": permission denied
    [GeneratedRegex("""exec: "(?<name>[^"]+)":|(^|: |^exec )(?<name>/[^\s:"']+): (Permission denied|Is a directory)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex File();
}
