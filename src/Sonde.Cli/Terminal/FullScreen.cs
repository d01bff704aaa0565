using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace Sonde.Cli.Terminal;

/// <summary>
/// The whole terminal, on its alternate screen, and its keyboard. Disposing gives back what was there before. The control sequences are
/// those of xterm (1049: alternate screen, 25: cursor), which every terminal of today and tmux and screen know.
/// </summary>
internal sealed class FullScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l", Leave = "\e[?25h\e[?1049l", Home = "\e[H", EndOfLine = "\e[K", EndOfScreen = "\e[J";
    private const int LeastWidth = 20, LeastHeight = 6;

    private readonly Streams _streams;
    private readonly Channel<ConsoleKeyInfo?> _input = Channel.CreateUnbounded<ConsoleKeyInfo?>();
    private readonly PosixSignalRegistration? _resized;

    /// <summary>Takes the terminal.</summary>
    public FullScreen(Streams streams)
    {
        _streams = streams;
        streams.HoldTalk(true);
        Write(Enter);
        if (!OperatingSystem.IsWindows())
            _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _input.Writer.TryWrite(null));
        new Thread(ReadKeys) { IsBackground = true, Name = "sonde keyboard" }.Start();
    }

    /// <summary>Keys as they are pressed; null when the terminal's size has changed.</summary>
    public ChannelReader<ConsoleKeyInfo?> Input => _input.Reader;

    /// <summary>Columns now.</summary>
    public static int Width => Math.Max(LeastWidth, Console.WindowWidth);

    /// <summary>Lines now.</summary>
    public static int Height => Math.Max(LeastHeight, Console.WindowHeight);

    /// <summary>Shows lines, in one write, so that a slow connection shows no half of a picture.</summary>
    public void Show(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder(Home);
        for (int i = 0; i < lines.Count; i++)
            text.Append(lines[i]).Append(EndOfLine).Append(i < lines.Count - 1 ? "\r\n" : "");
        Write(text.Append(EndOfScreen).ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _resized?.Dispose();
        Write(Leave);
        _streams.HoldTalk(false);
    }

    private void Write(string text)
    {
        _streams.Out.Write(text);
        _streams.Flush();
    }

    private void ReadKeys()
    {
        try
        {
            while (true)
                _input.Writer.TryWrite(Console.ReadKey(intercept: true));
        }
        catch (InvalidOperationException)
        {
            // The terminal is gone: the hang-up signal ends the program.
        }
    }
}
