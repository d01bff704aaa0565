namespace Sonde.Places.Agent;

/// <summary>
/// Ties a command in a pod to the client that started it: stdin stays open while the client lives. A byte asks the command to end and
/// hand over what it has, as Ctrl-C does; a second one, or the end of stdin, means that nobody waits any more.
/// </summary>
public sealed class ClientLeash : IDisposable
{
    /// <summary>The byte that asks to end: what Ctrl-C is on a terminal (ETX of ASCII).</summary>
    public const byte Interrupt = 3;

    private readonly CancellationTokenSource _ending;
    private readonly Action _leave;
    private readonly TimeSpan _grace;
    private Timer? _deadline;
    private bool _isOver;

    /// <summary>Begins to listen.</summary>
    /// <param name="input">Stdin.</param>
    /// <param name="grace">How long a command has to end by itself once its client is gone.</param>
    /// <param name="leave">Ends the process when it has not.</param>
    /// <param name="interrupt">Interrupts as well.</param>
    public ClientLeash(Stream input, TimeSpan grace, Action leave, CancellationToken interrupt)
    {
        _ending = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        _grace = grace;
        _leave = leave;
        // Reading a pipe cannot be cancelled: the thread ends with the process.
        new Thread(() => Listen(input)) { IsBackground = true, Name = "client" }.Start();
    }

    /// <summary>Cancelled when the command is to end.</summary>
    public CancellationToken Token => _ending.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_ending)
        {
            _isOver = true;
            _deadline?.Dispose();
            _ending.Dispose();
        }
    }

    private void Listen(Stream input)
    {
        int asked = 0;
        byte[] one = new byte[1];
        try
        {
            while (asked < 2 && input.Read(one) > 0)
            {
                if (one[0] != Interrupt)
                    continue;
                asked++;
                End();
            }
        }
        catch (IOException)
        {
            // As good as its end.
        }

        lock (_ending)
        {
            if (!_isOver)
                _deadline = new Timer(_ => _leave(), null, asked < 2 ? _grace : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        End();
    }

    private void End()
    {
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has ended meanwhile.
        }
    }
}
