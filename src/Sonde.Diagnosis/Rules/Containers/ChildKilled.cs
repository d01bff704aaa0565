using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Rules;

/// <summary>Recognises log lines in which a program says that a child of it was killed.</summary>
internal static partial class ChildKilled
{
    /// <summary>Whether a line says that SIGKILL took a process.</summary>
    public static bool IsAbout(string line) => Words().IsMatch(line);

    // A shell prints "Killed"; supervisors print the signal or the exit code; gunicorn and celery guess at memory themselves.
    [GeneratedRegex(
        @"^\s*Killed\s*$|^\S+: line \d+:.*\bKilled\b|\b(got|by|with|signal:?|was sent)\s+(signal\s+)?(9|SIGKILL|killed)\b|\bsignal[:= ]+(9|killed|SIGKILL)\b"
        + @"|\b(exit(ed)?|status|code|rc)\b\D{0,12}\b(137|-9)\b|\bSIGKILL\b.*\b(child|worker|process|job|pid)\b|\b(child|worker|process|job|pid)\b.*\bSIGKILL\b"
        + @"|perhaps out of memory",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}
