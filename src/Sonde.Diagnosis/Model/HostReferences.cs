using System.Globalization;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model;

/// <summary>Finds host names in what a container is given.</summary>
public static class HostReferences
{
    /// <summary>The host names of a container. A word in a command counts only when a port follows it or it has dots.</summary>
    public static IEnumerable<HostReference> Of(Container container)
    {
        foreach (EnvVar variable in container.Env)
        {
            foreach ((string host, int port) in Hosts(variable.Value, isCommand: false))
                yield return new HostReference(host, port, container.Name, variable.Name);
        }

        foreach (string word in container.Command)
        {
            foreach ((string host, int port) in Hosts(word, isCommand: true))
                yield return new HostReference(host, port, container.Name, "command");
        }

        foreach (string word in container.Args)
        {
            foreach ((string host, int port) in Hosts(word, isCommand: true))
                yield return new HostReference(host, port, container.Name, "args");
        }
    }

    /// <summary>Host names in a text: in URLs, in lists with commas, before <c>:PORT</c> or, in a command, before <c> PORT</c>.</summary>
    internal static IEnumerable<(string Host, int Port)> Hosts(string text, bool isCommand)
    {
        const int Longest = 8192;
        if (text.Length is 0 or > Longest)
            yield break;
        for (int i = 0; i < text.Length;)
        {
            if (!IsHostCharacter(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < text.Length && IsHostCharacter(text[i]))
                i++;
            ReadOnlySpan<char> word = text.AsSpan(start, i - start).Trim(".-");
            bool afterScheme = start >= 3 && text.AsSpan(start - 3, 3).SequenceEqual("://");
            bool afterUser = start >= 1 && text[start - 1] == '@';
            bool isWholeValue = start == 0 && i == text.Length;
            bool isInPath = start >= 1 && text[start - 1] is '/' or '$' or '{' or '_' or '%' && !afterScheme;
            int port = PortAfter(text, i, isCommand);
            // "-w 1", "sleep 60": an option or a program with a number is no host with a port.
            bool isNoHost = text[start] == '-' || (port > 0 && text[i] == ' ' && NumberTakers.Contains(word.ToString()));
            if (!IsHostName(word) || isInPath || isNoHost)
                continue;
            bool counts = afterScheme || afterUser || port > 0
                || (!isCommand && (isWholeValue || IsListItem(text, start, i)))
                || (isCommand && word.Contains('.') && IsClusterName(word));
            if (counts)
                yield return (word.ToString().ToLowerInvariant(), port);
        }
    }

    private static readonly HashSet<string> NumberTakers = new(StringComparer.Ordinal)
    {
        "sleep", "usleep", "timeout", "exit", "return", "head", "tail", "seq", "kill", "wait", "nice", "ulimit", "chmod", "umask",
        "in", "to", "then", "do", "echo", "test", "break", "continue", "shift", "expr", "dd", "fold", "cut",
    };

    private static bool IsHostCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.';

    private static bool IsListItem(string text, int start, int end) =>
        (start == 0 || text[start - 1] is ',' or ';' or ' ') && (end == text.Length || text[end] is ',' or ';' or ' ' or '/')
        && text.IndexOfAny([',', ';', '/']) >= 0;

    /// <summary>RFC 1123 labels, with a letter: a number is no name.</summary>
    private static bool IsHostName(ReadOnlySpan<char> word)
    {
        if (word.Length is 0 or > 253)
            return false;
        bool hasLetter = false, afterDot = true;
        foreach (char c in word)
        {
            if (c == '.' && afterDot)
                return false;
            afterDot = c == '.';
            hasLetter |= char.IsAsciiLetter(c);
        }

        return hasLetter;
    }

    /// <summary>A name with dots that can only be meant for the cluster's DNS; <c>run.sh</c> is none.</summary>
    private static bool IsClusterName(ReadOnlySpan<char> word) =>
        word.EndsWith(".svc", StringComparison.OrdinalIgnoreCase) || word.Contains(".svc.", StringComparison.OrdinalIgnoreCase);

    private static int PortAfter(string text, int end, bool isCommand)
    {
        if (end >= text.Length || !(text[end] == ':' || (isCommand && text[end] == ' ')))
            return 0;
        int stop = end + 1;
        while (stop < text.Length && char.IsAsciiDigit(text[stop]))
            stop++;
        bool ends = stop == text.Length || !char.IsAsciiLetterOrDigit(text[stop]);
        return ends && int.TryParse(text.AsSpan(end + 1, stop - end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is > 0 and < 65536 ? port : 0;
    }
}
