using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>Scripts that containers are started by.</summary>
public static partial class ShellScript
{
    /// <summary>The script of <c>sh -c SCRIPT</c>; null when the container is not started so.</summary>
    internal static string? Of(Container container) => Of([.. container.Command, .. container.Args]);

    /// <summary>Seconds that a command sleeps at the least; 0 when it does not, or when that cannot be told.</summary>
    public static int SleepIn(IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        string text = Of(command) ?? string.Join(' ', command);
        long sum = 0;
        foreach (Match match in Sleep().Matches(text))
        {
            long number = long.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
            sum += match.Groups["unit"].Value switch { "m" => number * 60, "h" => number * 3600, _ => number };
        }

        // A sleep in a loop or behind a condition is none that can be counted on.
        return Condition().IsMatch(text) ? 0 : (int)Math.Min(sum, int.MaxValue);
    }

    /// <summary>The shell stays process 1 while the last command runs, and does not pass on signals.</summary>
    internal static bool KeepsSignals(string script)
    {
        string[] lines =
        [
            .. Continued().Replace(script, " ").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#') && !Settings().IsMatch(line)),
        ];
        if (lines.Length == 0 || script.Contains("trap ", StringComparison.Ordinal))
            return false;
        string last = lines[^1];
        string[] commands = [.. Separators().Split(last).Select(one => one.Trim()).Where(one => one.Length > 0)];
        if (commands.Length == 0)
            return false;
        // One command alone: bash and dash replace themselves by it.
        if (lines.Length == 1 && commands.Length == 1 && !last.Contains('|', StringComparison.Ordinal) && !Compound().IsMatch(last))
            return false;
        return !commands[^1].StartsWith("exec ", StringComparison.Ordinal) && !Inits().IsMatch(last) && !script.Contains("exec ", StringComparison.Ordinal);
    }

    private static string? Of(IReadOnlyList<string> words)
    {
        int at = 0;
        if (words.Count > 0 && Init().IsMatch(words[0]))
        {
            // tini and its like pass signals on to the shell only; the shell still keeps them. With -g they go to all.
            return null;
        }

        if (words.Count < 3 || !Shell().IsMatch(words[at]))
            return null;
        for (int i = at + 1; i < words.Count - 1; i++)
        {
            if (words[i] == "-c" || CommandFlags().IsMatch(words[i]))
                return words[i + 1];
            if (!words[i].StartsWith('-'))
                return null;
        }

        return null;
    }

    [GeneratedRegex("^(/usr)?(/bin/)?(sh|bash|ash|dash)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shell();

    [GeneratedRegex("(^|/)(tini|dumb-init)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Init();

    [GeneratedRegex("(^|/)(tini|dumb-init)\\s", RegexOptions.ExplicitCapture)]
    private static partial Regex Inits();

    [GeneratedRegex("^-[a-z]*c$")]
    private static partial Regex CommandFlags();

    [GeneratedRegex(@"\\\r?\n")]
    private static partial Regex Continued();

    [GeneratedRegex("^(set|shopt|export|umask|ulimit) [^;&|]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Settings();

    [GeneratedRegex("&&|\\|\\||;")]
    private static partial Regex Separators();

    [GeneratedRegex("^(while|for|until|if|case|\\(|\\{)|&\\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Compound();

    [GeneratedRegex(@"\bsleep\s+(?<number>\d{1,6})(?<unit>[smh]?)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\b(while|until|for|if|case)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();
}
