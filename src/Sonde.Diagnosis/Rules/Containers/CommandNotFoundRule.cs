using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>The command of a container, or one that its shell runs, is not in the image.</summary>
internal sealed partial class CommandNotFoundRule : ContainerFailureRule
{
    public override string Slug => "command-not-found";

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.CommandNotFound;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        if (ExecFailure.Of(failure.Log) is { } failed)
        {
            ReportInterpreter(failure, failed, context);
            return;
        }

        if (failure.Container.Command is [{ } only] && failure.Container.Args.Count == 0 && only.Trim().Contains(' ') && failure.Death.Message.Contains(only, StringComparison.Ordinal))
        {
            ReportOneWord(failure, only, context);
            return;
        }

        string missing = Missing(failure);
        (string Words, string Remedy)? covered = missing.Length > 0 ? MountOver.Of(missing, failure, context) : null;
        string code = failure.Death.ExitCode == 127 ? "exit code 127" : $"{failure.Death.Reason}, exit code {failure.Death.ExitCode}";
        context.Report(failure.ToFinding(
            Slug,
            $"{failure.Named} cannot start ({code}){failure.Repetition}: {(covered is not null ? covered.Value.Words : missing.Length > 0 ? $"{missing} is not in image {failure.Container.Image}" : $"its command is not in image {failure.Container.Image}")}")
        with
        {
            Confidence = covered is null ? Confidence.Certain : Confidence.Likely,
            Remedies =
            [
                .. covered is { } known ? (Remedy[])[new Remedy(known.Remedy, null, null, IsDisruptive: true)] : [],
                new Remedy(
                    $"{(covered is null ? "" : "or ")}correct {(failure.Container.Command.Count > 0 ? "spec.containers[].command" : failure.Container.Args.Count > 0 ? "spec.containers[].args" : "the image's entrypoint")}, or use an image that holds the program",
                    null, null, IsDisruptive: true),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }

    /// <summary>A command is a list: one that is written as a line is the name of a program with spaces in it.</summary>
    private void ReportOneWord(ContainerFailure failure, string only, RuleContext context)
    {
        string? list = ShellLine().Match(only.Trim()) is { Success: true } line && !line.Groups["script"].Value.Contains('\'')
            ? $"[{line.Groups["shell"].Value}, -c, \"{line.Groups["script"].Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]"
            : only.IndexOfAny(['\'', '"', '$', '|', '&', ';', '<', '>', '*', ',', ':', '{', '[']) < 0 ? $"[{string.Join(", ", only.Split(' ', StringSplitOptions.RemoveEmptyEntries))}]" : null;
        context.Report(failure.ToFinding(Slug, $"{failure.Named} cannot start ({failure.Death.Reason}, exit code {failure.Death.ExitCode}){failure.Repetition}: command is one word with spaces, and no program of the name '{LogExcerpt.Shorten(only)}' exists: a list of words is wanted") with
        {
            Remedies =
            [
                list is not null ? PodChange.OfContainer(failure.Workload, failure.Pod, failure.Container, $"write it as a list of words: command: {list}", $"command: {list}")
                    : new Remedy("write it as a list of words; a line for a shell is one word after sh and -c", null, null, IsDisruptive: true),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }

    /// <summary>runc found the file and the kernel did not: what it does not find is the interpreter that the file names.</summary>
    private void ReportInterpreter(ContainerFailure failure, ExecFailure failed, RuleContext context)
    {
        string file = failed.Path.Length > 0 ? failed.Path : string.Join(' ', failure.Container.Command.Take(1).DefaultIfEmpty("the entrypoint"));
        Evidence? script = Script(failure, file, context);
        string why = script is not null
            ? "its first line ends like a line of Windows (CR LF), so that the interpreter's name ends with a carriage return"
            : "the file is there, and the interpreter that its #! line names, or its dynamic loader, is not in the image; a script with line ends of Windows (CR LF) looks the same";
        context.Report(failure.ToFinding(Slug, $"{failure.Named} cannot start {file} (exit code {failure.Death.ExitCode}){failure.Repetition}: {why}") with
        {
            Confidence = script is not null ? Confidence.Certain : Confidence.Likely,
            Evidence = [.. failure.Evidence, .. script is null ? (Evidence[])[] : [script]],
            Remedies =
            [
                new Remedy(script is not null ? "save the script with LF line ends" : "save the script with LF line ends, or correct its #! line, or use an image that holds the interpreter or loader", null, null, IsDisruptive: true),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }

    /// <summary>The script's first line, when it comes from a ConfigMap and ends with a carriage return.</summary>
    private static Evidence? Script(ContainerFailure failure, string file, RuleContext context)
    {
        foreach (VolumeMount mount in failure.Container.Mounts)
        {
            string prefix = mount.Path.TrimEnd('/') + "/";
            string key = mount.SubPath.Length > 0 && mount.Path == file ? mount.SubPath
                : file.StartsWith(prefix, StringComparison.Ordinal) ? file[prefix.Length..] : "";
            if (key.Length == 0)
                continue;
            foreach (KeyRef reference in failure.Pod.Spec.Volumes.Where(volume => volume.Name == mount.Volume).SelectMany(volume => volume.Refs))
            {
                if (context.Find<ConfigMap>("ConfigMap", failure.Pod.Ref.Namespace, reference.Name) is { } map && map.Data.TryGetValue(key, out string? text)
                    && text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end && text[end - 1] == '\r')
                {
                    return new Evidence(map.Ref, $"data[{key}]", $"{text[..(end - 1)]}\\r\\n…", null);
                }
            }
        }

        return null;
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

    // sh -c 'exec sleep 9'
    [GeneratedRegex("""^(?<shell>\S*sh) -c (?<quote>['"]?)(?<script>.+)\k<quote>$""", RegexOptions.ExplicitCapture)]
    private static partial Regex ShellLine();

    // runc: exec: "/bin/x": stat /bin/x: no such file or directory; sh: line 1: x: not found; bash: x: command not found;
    // env: 'node': No such file or directory
    [GeneratedRegex(
        """(exec|env): ["'‘](?<name>[^"'’]+)["'’]:|(^|: )(?<name>[^\s:"']+): (command )?not found|(?<name>/[^\s:"']+): No such file""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
