using Sonde.Collectors.Session;
using Sonde.Profiles;
using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>Tables of a session of this machine: what it has sampled is taken from it once in an interval.</summary>
/// <param name="session">The session; not running yet.</param>
/// <param name="interval">How often.</param>
internal sealed class SessionFeed(ProfileSession session, TimeSpan interval) : ITopFeed
{
    private readonly LiveProfile _profile = new();
    private Task<SessionResult>? _run;
    private TimeSpan _taken;

    /// <inheritdoc/>
    public LiveTable Last { get; private set; } = LiveTable.Empty;

    /// <summary>How the session ended; null before that.</summary>
    public SessionResult? Result { get; private set; }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        _run = session.RunAsync(stop);
        Result = await _run;
        Add(Result.Profile, Result.Elapsed);
    }

    /// <inheritdoc/>
    public Task<bool> ReadyAsync() => Task.FromResult(true);

    /// <inheritdoc/>
    public async Task<bool> NextAsync()
    {
        Task run = _run ?? throw new InvalidOperationException("it does not run yet");
        Task delay = Task.Delay(interval);
        if (await Task.WhenAny(run, delay) != delay)
            return false;
        if (await session.TakeAsync() is { } profile)
            Add(profile, session.Progress.Elapsed);
        return true;
    }

    private void Add(Profile profile, TimeSpan until)
    {
        Last = _profile.Add(profile, until - _taken);
        _taken = until;
    }
}
