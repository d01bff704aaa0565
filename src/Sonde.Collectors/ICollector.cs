using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors;

/// <summary>
/// Samples processes of one kind (native code, Python, …) without stopping them. A collector serves many processes at once;
/// processes may come and go while it runs. Threading: <see cref="Recognises"/>, <see cref="Attach"/> and
/// <see cref="Detach"/> may be called from another thread than the one that runs <see cref="RunAsync"/>.
/// </summary>
public interface ICollector : IAsyncDisposable
{
    /// <summary>A short name for messages, for example <c>python</c>.</summary>
    string Name { get; }

    /// <summary>True when the process is of this collector's kind. Cheap: it is asked again after every exec.</summary>
    bool Recognises(ProcessId process);

    /// <summary>Starts to sample a process, all its threads and those it creates.</summary>
    /// <exception cref="Linux.TargetException">It has exited, or may not be sampled.</exception>
    void Attach(ProcessId process);

    /// <summary>Stops to sample a process because it became another collector's (after an exec).</summary>
    void Detach(ProcessId process);

    /// <summary>Samples until cancelled; cancellation is the normal end and not an error.</summary>
    Task RunAsync(CancellationToken stop);

    /// <summary>Samples taken so far, for progress lines.</summary>
    long SamplesTaken { get; }

    /// <summary>
    /// Names what was sampled since the last time, or since the start, and returns it; sampling goes on. May be called by any thread, one
    /// at a time.
    /// </summary>
    Task<Profile> TakeAsync();

    /// <summary>Names what was sampled and not yet taken, and returns it. Called once, after <see cref="RunAsync"/> has ended.</summary>
    Profile Finish();
}
