using System.Text;

namespace Sonde.Cli.Terminal;

/// <summary>
/// Where a command writes: data to stdout, talk to stderr. Knows whether each is a terminal, how wide it is and whether it
/// wants colour.
/// </summary>
internal sealed class Streams : IDisposable
{
    private const int DefaultWidth = 100;

    /// <summary>Combines given streams, as tests do.</summary>
    /// <param name="data">Takes the bytes of stdout.</param>
    /// <param name="error">Takes the text of stderr.</param>
    public Streams(Stream data, TextWriter error)
    {
        Data = data;
        Out = new StreamWriter(data, new UTF8Encoding(false)) { NewLine = "\n" };
        Error = error;
    }

    /// <summary>Stdout, for bytes. <see cref="Flush"/> comes between text and bytes.</summary>
    public Stream Data { get; }

    /// <summary>Stdout, for text.</summary>
    public TextWriter Out { get; }

    /// <summary>Stderr.</summary>
    public TextWriter Error { get; }

    /// <summary>Stdout is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Stderr is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Stdin is a terminal: somebody can be asked.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Stdout wants colour: it is a terminal and neither NO_COLOR nor TERM=dumb is set (no-color.org).</summary>
    public bool OutUsesColour { get; init; }

    /// <summary>Stderr wants colour.</summary>
    public bool ErrorUsesColour { get; init; }

    /// <summary>Columns of the terminal; 100 where there is none.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>The streams of this process.</summary>
    public static Streams OfProcess()
    {
        bool outIsTerminal = !Console.IsOutputRedirected, errorIsTerminal = !Console.IsErrorRedirected;
        bool allowsColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new Streams(
            Console.OpenStandardOutput(),
            new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" })
        {
            InputIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = outIsTerminal,
            ErrorIsTerminal = errorIsTerminal,
            OutUsesColour = outIsTerminal && allowsColour,
            ErrorUsesColour = errorIsTerminal && allowsColour,
            Width = outIsTerminal || errorIsTerminal ? TerminalWidth() : DefaultWidth,
        };
    }

    /// <summary>Writes one line of talk, marked as ours.</summary>
    public void WriteTalk(string line) => Error.WriteLine($"sonde: {line}");

    /// <summary>Writes what was wrong as one line, whatever the message holds.</summary>
    public void WriteError(string line) => WriteTalk(line.ReplaceLineEndings(" "));

    /// <summary>Sends on what text was written to <see cref="Out"/>.</summary>
    public void Flush() => Out.Flush();

    /// <inheritdoc/>
    public void Dispose() => Error.Flush();

    private static int TerminalWidth()
    {
        const int Narrowest = 40;
        // Console.WindowWidth asks stdout; COLUMNS helps where that is a pipe.
        int width = Console.WindowWidth;
        if (width <= 0 && !int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out width))
            width = DefaultWidth;
        return Math.Max(width, Narrowest);
    }
}
