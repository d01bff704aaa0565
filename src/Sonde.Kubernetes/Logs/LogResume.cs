namespace Sonde.Kubernetes.Logs;

/// <summary>
/// Knows which lines were seen. After a reconnect the server begins at a whole second, so that it repeats some: lines before
/// the last time are old, and of those at exactly that time as many as were seen.
/// </summary>
internal sealed class LogResume
{
    private int _seenAtLast;
    private int _repeated;
    private bool _repeating;

    /// <summary>Time of the last line; null before the first.</summary>
    public LogTime? Last { get; private set; }

    /// <summary>From here on lines may come again.</summary>
    public void Reconnected()
    {
        _repeating = Last is not null;
        _repeated = 0;
    }

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line with its time.</param>
    /// <param name="time">Its time; null when it has none.</param>
    /// <param name="start">Where its text begins.</param>
    /// <returns>False when it was seen before.</returns>
    public bool IsNew(ReadOnlySpan<byte> line, out LogTime? time, out int start)
    {
        if (!LogTime.TryParse(line, out LogTime stamp, out start))
        {
            // Without a time nothing can be known of it.
            (time, start) = (null, 0);
            return true;
        }

        time = stamp;
        if (_repeating && Last is { } last)
        {
            int order = stamp.Nanoseconds.CompareTo(last.Nanoseconds);
            if (order < 0 || (order == 0 && _repeated++ < _seenAtLast))
                return false;
            _repeating = order == 0;
        }

        _seenAtLast = stamp == Last ? _seenAtLast + 1 : 1;
        Last = stamp;
        return true;
    }
}
