namespace Sonde.Diagnosis.Tests.Live;

/// <summary>Lines that are told to whoever watches, each to each.</summary>
internal sealed class LineFeed
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count
    {
        get
        {
            lock (_lock)
                return _lines.Count;
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The line of a number, once there is one.</summary>
    public async Task<string> ReadAsync(int index, CancellationToken cancel)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (index < _lines.Count)
                    return _lines[index];
                more = _more.Task;
            }

            await more.WaitAsync(cancel);
        }
    }
}
