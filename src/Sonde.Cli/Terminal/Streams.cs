using System.Text;
using Sonde.Places.Agent;

namespace Sonde.Cli.Terminal;

/// <summary>
/// Where a command writes: data to stdout, talk to stderr. Knows whether each is a terminal, how wide it is and whether it
/// wants colour.
/// </summary>
internal sealed class Streams : IDisposable
{
    /// <summary>What lines about progress begin with.</summary>
    public const string ProgressMark = "sonde-progress: ";

    private const int DefaultWidth = 100;

    private readonly List<string> _held = [];
    private bool _holdsTalk;

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

    /// <summary>Stdout is a terminal on which the cursor can be moved: TERM is set, and not to dumb.</summary>
    public bool OutIsScreen { get; init; }

    /// <summary>Stderr is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Stdin is a terminal: somebody can be asked.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Stdout wants colour: it is a terminal and neither NO_COLOR nor TERM=dumb is set (no-color.org).</summary>
    public bool OutUsesColour { get; init; }

    /// <summary>Stderr wants colour.</summary>
    public bool ErrorUsesColour { get; init; }

    /// <summary>Somebody far away has a terminal: work that takes long tells now and then how far it is, by <see cref="WriteProgress"/>.</summary>
    public bool TellsProgress { get; set; }

    /// <summary>A client far away reads stderr: it wants to know when rights are missing, because it may have more.</summary>
    public bool HasClient { get; set; }

    /// <summary>Columns of the terminal; 100 where there is none.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>The streams of this process.</summary>
    public static Streams OfProcess()
    {
        bool outIsTerminal = !Console.IsOutputRedirected, errorIsTerminal = !Console.IsErrorRedirected;
        bool hasSequences = Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        bool allowsColour = hasSequences && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Streams(
            Console.OpenStandardOutput(),
            new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" })
        {
            InputIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = outIsTerminal,
            OutIsScreen = outIsTerminal && hasSequences,
            ErrorIsTerminal = errorIsTerminal,
            OutUsesColour = outIsTerminal && allowsColour,
            ErrorUsesColour = errorIsTerminal && allowsColour,
            Width = outIsTerminal || errorIsTerminal ? TerminalWidth() : DefaultWidth,
        };
    }

    /// <summary>Writes one line of talk, marked as ours.</summary>
    public void WriteTalk(string line)
    {
        lock (_held)
        {
            if (_holdsTalk)
                _held.Add(line);
            else
                Error.WriteLine($"sonde: {line}");
        }
    }

    /// <summary>Talk waits, while something fills the terminal; without, what has waited is written.</summary>
    public void HoldTalk(bool holds)
    {
        lock (_held)
        {
            _holdsTalk = holds;
            if (holds)
                return;
            _held.ForEach(line => Error.WriteLine($"sonde: {line}"));
            _held.Clear();
        }
    }

    /// <summary>Writes how far work is, for a client that shows the latest of these lines only.</summary>
    public void WriteProgress(string line) => Error.WriteLine(ProgressMark + line);

    /// <summary>Writes what was wrong as one line, whatever the message holds.</summary>
    public void WriteError(string line) => WriteTalk(line.ReplaceLineEndings(" "));

    /// <summary>The same of rights that are missing.</summary>
    public void WriteDenied(string line)
    {
        if (HasClient)
            Error.WriteLine(DeniedLine.Mark + line.ReplaceLineEndings(" "));
        else
            WriteError(line);
    }

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
