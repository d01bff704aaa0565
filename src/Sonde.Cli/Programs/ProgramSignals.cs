using System.Runtime.InteropServices;

namespace Sonde.Cli.Programs;

/// <summary>Passes signals that we get on to a program that runs for us, instead of ending by them.</summary>
internal sealed class ProgramSignals : IDisposable
{
    // asm-generic/signal.h
    private static readonly (PosixSignal Signal, int Number)[] Passed =
        [(PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1), (PosixSignal.SIGQUIT, 3)];

    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    /// <param name="pass">Takes the number of each signal.</param>
    /// <param name="fromKeyboard">Also what a terminal makes of Ctrl-C and Ctrl-\; not when the program gets that from the terminal itself.</param>
    public ProgramSignals(Action<int> pass, bool fromKeyboard)
    {
        _registrations = [.. Passed.Select(one => PosixSignalRegistration.Create(one.Signal, context =>
        {
            context.Cancel = true;
            if (fromKeyboard || one.Signal is not (PosixSignal.SIGINT or PosixSignal.SIGQUIT))
                pass(one.Number);
        }))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }
}
