using System.Runtime.InteropServices;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;

namespace Sonde.Cli.Programs;

/// <summary>
/// A session with a program in a container on this terminal: every key goes there, and everything that it prints comes here as it is,
/// control sequences included. Whoever types is the one it talks to.
/// </summary>
/// <param name="streams">This terminal.</param>
internal sealed class InteractiveSession(Streams streams)
{
    /// <summary>Environment variables that a program needs to know this terminal.</summary>
    public static IReadOnlyList<string> Variables =>
        [.. ((string[])["TERM", "COLORTERM", "LANG"]).Select(name => (name, Environment.GetEnvironmentVariable(name)))
            .Where(one => !string.IsNullOrEmpty(one.Item2)).Select(one => $"{one.name}={one.Item2}")];

    /// <summary>Both ends are a terminal.</summary>
    public static bool IsPossible(Streams streams) => streams.InputIsTerminal && streams.OutIsTerminal;

    /// <summary>Runs until the program has ended.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The connection broke off.</exception>
    public async Task<int> RunAsync(ContainerSession session)
    {
        using var terminal = new RawTerminal();
        using PosixSignalRegistration? resized = OperatingSystem.IsWindows()
            ? null
            : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, signal => { _ = ResizeAsync(session); });
        await ResizeAsync(session);
        // A read of the terminal cannot be cancelled: this thread ends with the process.
        new Thread(() => Feed(session)) { IsBackground = true, Name = "keyboard" }.Start();
        while (await session.ReadAsync(CancellationToken.None) is { } part)
        {
            streams.Data.Write(part.Bytes.Span);
            streams.Data.Flush();
        }

        return session.ExitCode;
    }

    private static void Feed(ContainerSession session)
    {
        byte[] buffer = new byte[1024];
        try
        {
            using Stream keys = RawTerminal.Keys();
            int read;
            while ((read = keys.Read(buffer)) > 0)
                session.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is KubernetesException or ObjectDisposedException or IOException)
        {
            // The program has ended; reading tells how.
        }
    }

    private static async Task ResizeAsync(ContainerSession session)
    {
        try
        {
            await session.ResizeAsync(FullScreen.Width, FullScreen.Height, CancellationToken.None);
        }
        catch (Exception e) when (e is KubernetesException or ObjectDisposedException)
        {
            // The program has ended.
        }
    }
}
