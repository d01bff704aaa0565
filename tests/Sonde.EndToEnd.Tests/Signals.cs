using System.Runtime.InteropServices;

namespace Sonde.EndToEnd.Tests;

/// <summary>Sends signals, as a terminal or an administrator does.</summary>
internal static partial class Signals
{
    // asm-generic/signal.h
    public const int Interrupt = 2, Kill = 9, Terminate = 15;

    public static void Send(int process, int signal) =>
        Assert.True(kill(process, signal) == 0, $"signal {signal} could not be sent to {process}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
