using System.Globalization;

namespace Sonde.Profiles.Formats.PerfScript;

/// <summary>The line that begins a sample: <c>COMM PID/TID [CPU] SECONDS: PERIOD EVENT: REST</c>, most parts optional.</summary>
internal readonly ref struct PerfScriptHeader
{
    private const decimal NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Name of the thread; it may hold spaces.</summary>
    public ReadOnlySpan<char> Thread { get; private init; }

    /// <summary>Process ID; 0 when only the thread's is printed.</summary>
    public int ProcessId { get; private init; }

    /// <summary>Thread ID.</summary>
    public int ThreadId { get; private init; }

    /// <summary>Nanoseconds of the recording's clock; null when not printed.</summary>
    public long? Time { get; private init; }

    /// <summary>How much of the event the sample stands for; null when not printed.</summary>
    public long? Period { get; private init; }

    /// <summary>The event, for example <c>cycles:u</c>; empty when not printed.</summary>
    public ReadOnlySpan<char> Event { get; private init; }

    /// <summary>What follows the event: the one frame of a recording without call chains, or a tracepoint's fields.</summary>
    public ReadOnlySpan<char> Rest { get; private init; }

    /// <summary>More than a name and a number, which could be any text.</summary>
    public bool IsCertain { get; private init; }

    /// <summary>Parses a line; false when it begins no sample.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out PerfScriptHeader header)
    {
        header = default;
        if (line.IsEmpty || line[0] == '#' || line.Contains(": PERF_RECORD_", StringComparison.Ordinal))
            return false;
        // The thread's name ends before the first number that is followed by what follows an ID.
        int at = 0;
        ReadOnlySpan<char> first = Next(line, ref at);
        for (int start = at; !first.IsEmpty && !Next(line, ref at).IsEmpty; start = at)
        {
            ReadOnlySpan<char> ids = line[start..at].Trim();
            if (TryParseIds(ids, out int process, out int thread) && TryParseRest(line[at..], out header))
            {
                header = header with
                {
                    Thread = line[..start].Trim(),
                    ProcessId = process,
                    ThreadId = thread,
                    IsCertain = header.IsCertain || ids.Contains('/'),
                };
                return true;
            }
        }

        return false;
    }

    // PID/TID, or by default the thread's alone; -1 is a process that has ended.
    private static bool TryParseIds(ReadOnlySpan<char> text, out int process, out int thread)
    {
        int slash = text.IndexOf('/');
        process = 0;
        return int.TryParse(text[(slash + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out thread)
            && (slash < 0 || int.TryParse(text[..slash], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out process));
    }

    private static bool TryParseRest(ReadOnlySpan<char> text, out PerfScriptHeader header)
    {
        header = default;
        int at = 0, next = 0;
        bool isCertain = false;
        ReadOnlySpan<char> word = Next(text, ref next);
        if (word is ['[', .., ']'] && word[1..^1].IndexOfAnyExceptInRange('0', '9') < 0)
        {
            isCertain = true;
            at = next;
            word = Next(text, ref next);
        }

        // Between CPU and time perf can print flags (-F +misc): capital letters.
        if (word.Length is > 0 and < 8 && word.IndexOfAnyExceptInRange('A', 'Z') < 0)
        {
            at = next;
            word = Next(text, ref next);
        }

        long? time = null;
        if (word.EndsWith(':') && decimal.TryParse(word[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)
            && seconds < long.MaxValue / NanosecondsPerSecond)
        {
            time = (long)(seconds * NanosecondsPerSecond);
            at = next;
            word = Next(text, ref next);
        }

        long? period = null;
        if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            period = number;
            word = Next(text, ref next);
        }

        ReadOnlySpan<char> name = [];
        if (word.Length > 1 && word.EndsWith(':') && (char.IsAsciiLetter(word[0]) || word[0] == '_'))
        {
            name = word[..^1];
            at = next;
        }
        else
        {
            period = null;
        }

        ReadOnlySpan<char> rest = text[at..].Trim();
        isCertain |= time is not null || name.Length > 0;
        if (!isCertain && rest.Length > 0)
            return false;
        header = new PerfScriptHeader { Time = time, Period = period, Event = name, Rest = rest, IsCertain = isCertain };
        return true;
    }

    private static ReadOnlySpan<char> Next(ReadOnlySpan<char> text, scoped ref int at)
    {
        int start = at;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        at = start;
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
            at++;
        return text[start..at];
    }
}
