using System.Diagnostics;

namespace Sonde.TestTargets;

/// <summary>Collects the lines of a program's output and lets a test wait for one of them.</summary>
internal sealed class LineWatcher
{
    private readonly object _lock = new();
    private readonly List<string> _lines = [];
    private int _next;
    private bool _ended;

    public LineWatcher(StreamReader output)
    {
        var thread = new Thread(() => ReadAll(output)) { IsBackground = true, Name = "line watcher" };
        thread.Start();
    }

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Returns the next line that fits; lines before it are passed over.</summary>
    public string WaitFor(Func<string, bool> fits, TimeSpan timeout, Func<string> describe)
    {
        long start = Stopwatch.GetTimestamp();
        bool ended;
        lock (_lock)
        {
            while (true)
            {
                while (_next < _lines.Count)
                {
                    string line = _lines[_next++];
                    if (fits(line))
                        return line;
                }

                ended = _ended;
                TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
                if (ended || left <= TimeSpan.Zero)
                    break;
                Monitor.Wait(_lock, left);
            }
        }

        throw new TimeoutException($"the expected line did not come{(ended ? ", the output ended" : "")}: {describe()}");
    }

    private void ReadAll(StreamReader output)
    {
        try
        {
            while (output.ReadLine() is { } line)
            {
                lock (_lock)
                {
                    _lines.Add(line);
                    Monitor.PulseAll(_lock);
                }
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or IOException)
        {
            // The test has disposed the program while it still wrote.
        }

        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
    }
}
