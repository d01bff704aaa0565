using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Tests.Session;

/// <summary>A collector that records what the session does with it, and takes one sample for each process.</summary>
internal sealed class FakeCollector(string name, Func<ProcessId, bool> recognises) : ICollector
{
    private readonly List<string> _calls = [];
    private int _attached;

    public string Name => name;

    /// <summary>What was called, for example <c>attach 7</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    public bool IsDisposed { get; private set; }

    public long SamplesTaken => _attached;

    /// <summary>Thrown by <see cref="Attach"/>.</summary>
    public Func<ProcessId, Exception?> AttachFailure { get; init; } = _ => null;

    /// <summary>Thrown by <see cref="RunAsync"/> at once.</summary>
    public Exception? RunFailure { get; init; }

    public bool Recognises(ProcessId process) => recognises(process);

    public void Attach(ProcessId process)
    {
        Record($"attach {process}");
        if (AttachFailure(process) is { } failure)
            throw failure;
        _attached++;
    }

    public void Detach(ProcessId process) => Record($"detach {process}");

    public async Task RunAsync(CancellationToken stop)
    {
        Record("run");
        if (RunFailure is not null)
            throw RunFailure;
        var stopped = new TaskCompletionSource();
        await using (stop.Register(stopped.SetResult))
            await stopped.Task;
    }

    public Task<Profile> TakeAsync()
    {
        Record("take");
        return Task.FromResult(Content());
    }

    public Profile Finish()
    {
        Record("finish");
        return Content();
    }

    private Profile Content()
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        FunctionId function = builder.AddFunction(new Function(builder.Intern(name), default, default, 0));
        LocationId location = builder.AddLocation(MappingId.None, 0, [new Line(function, 1)]);
        builder.AddSample(builder.AddStack([location]), LabelSetId.Empty, [_attached]);
        builder.Quality = new ProfileQuality { Samples = _attached };
        return builder.Build();
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private void Record(string call)
    {
        lock (_calls)
            _calls.Add(call);
    }
}
