using System.Threading.Channels;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Logs;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Debug;
using Sonde.Places.Framing;

namespace Sonde.Places.Programs;

/// <summary>
/// A program that runs in a container for us, the client of a <see cref="FramedProgram"/> there: its stdin can be ended whatever the
/// protocol, it gets our signals, and it ends when we do.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="container">Where it runs.</param>
public sealed class ProgramSession(KubernetesClient client, SessionTarget container)
{
    private const int ChunkSize = 16 << 10;

    private readonly Channel<int> _signals = Channel.CreateUnbounded<int>();

    /// <summary>Sends a signal to it; may be called before it runs.</summary>
    public void Signal(int number) => _signals.Writer.TryWrite(number);

    /// <summary>Runs a program that knows nothing of frames: it gets no signals, and its stdin ends only where the protocol can.</summary>
    /// <param name="command">The program.</param>
    /// <param name="input">Its stdin; null for none.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="error">Takes its stderr.</param>
    /// <param name="cancel">Leaves it.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The connection broke off, or the container does not run.</exception>
    public async Task<int> RunPlainAsync(IReadOnlyList<string> command, Stream? input, Stream output, Stream error, CancellationToken cancel)
    {
        await using ContainerSession session = await client.Sessions.ExecAsync(
            container, command, SessionStreams.Input | SessionStreams.Output | SessionStreams.Error, cancel).ConfigureAwait(false);
        new Thread(() => Feed(session, input, isFramed: false)) { IsBackground = true, Name = "stdin" }.Start();
        await CopyAsync(session, output, error, cancel).ConfigureAwait(false);
        return session.ExitCode;
    }

    /// <summary>
    /// Joins the program that the container runs until it ends. What it prints is read from its log, which has also what came before one had
    /// joined.
    /// </summary>
    /// <param name="input">Its stdin; null for none.</param>
    /// <param name="output">Takes its stdout and stderr.</param>
    /// <param name="cancel">Leaves it.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The connection broke off.</exception>
    /// <exception cref="PlaceException">It goes on although its log has ended.</exception>
    public async Task<int> JoinAsync(Stream? input, Stream output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        ContainerSession? session = null;
        try
        {
            session = await client.Sessions.AttachAsync(container, SessionStreams.Input, cancel).ConfigureAwait(false);
            ContainerSession joined = session;
            new Thread(() => Feed(joined, input, isFramed: false)) { IsBackground = true, Name = "stdin" }.Start();
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Server or KubernetesError.NotFound)
        {
            // It has ended already: its log has its words.
        }

        try
        {
            await client.Logs.CopyAsync(container.Namespace, container.Pod, new LogOptions { Container = container.Container }, output, cancel).ConfigureAwait(false);
            return await new EndedContainer(client, container).ExitCodeAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">A command that reads frames.</param>
    /// <param name="input">Its stdin; null for none.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="error">Takes its stderr.</param>
    /// <param name="cancel">Leaves it; it is ended there.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The connection broke off, or the container does not run.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> command, Stream? input, Stream output, Stream error, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        await using ContainerSession session = await client.Sessions.ExecAsync(
            container, command, SessionStreams.Input | SessionStreams.Output | SessionStreams.Error, cancel).ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        // A read of a terminal cannot be cancelled: this thread ends with the process.
        new Thread(() => Feed(session, input, isFramed: true)) { IsBackground = true, Name = "stdin" }.Start();
        Task signalling = PassSignalsAsync(session, over.Token);
        await CopyAsync(session, output, error, cancel).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await signalling.ConfigureAwait(false);
        return session.ExitCode;
    }

    private static async Task CopyAsync(ContainerSession session, Stream output, Stream error, CancellationToken cancel)
    {
        while (await session.ReadAsync(cancel).ConfigureAwait(false) is { } part)
        {
            Stream to = part.Channel == SessionChannel.Output ? output : error;
            await to.WriteAsync(part.Bytes, cancel).ConfigureAwait(false);
            await to.FlushAsync(cancel).ConfigureAwait(false);
        }
    }

    private static void Feed(ContainerSession session, Stream? input, bool isFramed)
    {
        try
        {
            byte[] buffer = new byte[ChunkSize];
            int read;
            while (input is not null && (read = input.Read(buffer)) > 0)
                Put(FrameKind.Data, buffer.AsSpan(0, read));
            Put(FrameKind.EndOfInput, []);
        }
        catch (Exception e) when (e is KubernetesException or ObjectDisposedException or IOException)
        {
            // The program has ended before its stdin; reading tells how.
        }

        void Put(FrameKind kind, ReadOnlySpan<byte> bytes)
        {
            if (isFramed)
                Send(session, kind, bytes);
            else if (kind == FrameKind.Data)
                session.WriteAsync(bytes.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            else if (session.CanEndInput)
                session.EndInputAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    private async Task PassSignalsAsync(ContainerSession session, CancellationToken cancel)
    {
        try
        {
            await foreach (int number in _signals.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                Send(session, FrameKind.Signal, [(byte)number]);
        }
        catch (Exception e) when (e is KubernetesException or ObjectDisposedException or OperationCanceledException)
        {
            // It is over.
        }
    }

    private static void Send(ContainerSession session, FrameKind kind, ReadOnlySpan<byte> content)
    {
        session.WriteAsync(FrameWriter.One(kind, content), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
