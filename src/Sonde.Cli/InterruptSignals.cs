using System.Runtime.InteropServices;
using Sonde.Linux.Processes;

namespace Sonde.Cli;

/// <summary>
/// Turns the first SIGINT, SIGTERM or SIGHUP into a cancelled token, so that a command keeps what it has and cleans up. The
/// second one ends the program at once, as the user means it to.
/// </summary>
internal sealed class InterruptSignals : IDisposable
{
    /// <summary>SIGINT (asm-generic/signal.h).</summary>
    private const int InterruptNumber = 2;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>
    /// Begins to listen. .NET leaves a signal ignored that was ignored at the start. For SIGHUP that is what nohup wants; SIGINT is ignored in
    /// what a script starts in the background, where <c>kill -INT</c> is yet the way to ask for the profile, as with perf record.
    /// </summary>
    public InterruptSignals()
    {
        IgnoredSignals.Restore(InterruptNumber);
        _registrations =
            [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
                .Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
            return;
        context.Cancel = true;
        _source.Cancel();
    }
}
