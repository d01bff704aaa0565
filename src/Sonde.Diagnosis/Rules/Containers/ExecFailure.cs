using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// The kernel refused to execute the container's program after runc had set everything up: then runc's own last words are the
/// whole log, and the exit code (1 or 255) says nothing.
/// </summary>
/// <param name="Path">The program.</param>
/// <param name="Cause">Why it cannot be executed.</param>
internal sealed partial record ExecFailure(string Path, FailureCause Cause)
{
    /// <summary>The failure that a log tells; null when it tells none.</summary>
    public static ExecFailure? Of(LogExcerpt log)
    {
        string[] lines = [.. log.All.Where(line => !string.IsNullOrWhiteSpace(line)).Take(2)];
        if (lines is not [{ } only] || Words().Match(only) is not { Success: true } match)
            return null;
        return new ExecFailure(match.Groups["path"].Value, match.Groups["why"].Value[0] switch
        {
            'n' => FailureCause.CommandNotFound,
            'p' => FailureCause.CommandNotExecutable,
            _ => FailureCause.WrongPlatform,
        });
    }

    // exec /run.sh: no such file or directory; standard_init_linux.go:228: exec user process caused: no such file or directory
    [GeneratedRegex(@"^(exec (?<path>/\S+|\S+): |standard_init_linux\.go:\d+: exec user process caused:? ""?)(?<why>no such file or directory|permission denied|exec format error)""?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}
