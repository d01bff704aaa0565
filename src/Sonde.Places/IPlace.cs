namespace Sonde.Places;

/// <summary>
/// Somewhere a command of Sonde can run. There is no protocol but this: a command line goes there; stdout, stderr and the exit code come
/// back. Stdin is held open while the caller lives, so that the command ends when its caller is gone.
/// </summary>
public interface IPlace
{
    /// <summary>Its name for messages, such as <c>shop/cart-1</c>.</summary>
    string Name { get; }

    /// <summary>Runs a command of Sonde there.</summary>
    /// <param name="command">Its words, without the program: <c>profile pid:1 -o pprof</c>. No shell reads them.</param>
    /// <param name="output">Takes its stdout, byte by byte.</param>
    /// <param name="talk">Takes each line of its stderr, without control characters.</param>
    /// <param name="interrupt">Asks the command to end and hand over what it has; the wait for it goes on.</param>
    /// <returns>Its exit code.</returns>
    Task<int> RunAsync(IReadOnlyList<string> command, Stream output, Action<string> talk, CancellationToken interrupt);
}
