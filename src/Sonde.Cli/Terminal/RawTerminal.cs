using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sonde.Cli.Output;

namespace Sonde.Cli.Terminal;

/// <summary>Stdin as a terminal that passes on every key as it is (raw mode of termios(3)). Disposing gives it back as it was.</summary>
internal sealed partial class RawTerminal : IDisposable
{
    private const int Input = 0;

    /// <summary>Room for <c>struct termios</c>: 60 bytes on Linux, 72 on macOS.</summary>
    private const int SettingsSize = 256;

    /// <summary>TCSADRAIN of termios.h: once everything written is out.</summary>
    private const int Drained = 1;

    private readonly byte[] _before = new byte[SettingsSize];

    /// <summary>Takes the terminal.</summary>
    /// <exception cref="OutputException">Stdin is no terminal.</exception>
    public RawTerminal()
    {
        if (tcgetattr(Input, _before) != 0)
            throw new OutputException($"the terminal cannot be used: {Marshal.GetLastPInvokeErrorMessage()}");
        byte[] raw = [.. _before];
        cfmakeraw(raw);
        if (tcsetattr(Input, Drained, raw) != 0)
            throw new OutputException($"the terminal cannot be used: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>What is typed, byte by byte; the console's own stream would wait for whole lines.</summary>
    public static Stream Keys() => new FileStream(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <inheritdoc/>
    public void Dispose() => _ = tcsetattr(Input, Drained, _before);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(int file, byte[] settings);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(int file, int when, byte[] settings);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(byte[] settings);
}
