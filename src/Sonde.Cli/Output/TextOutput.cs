using System.Text;
using Sonde.Cli.Terminal;

namespace Sonde.Cli.Output;

/// <summary>Writes a text to where the user wants it: stdout, or a file, which is then told.</summary>
internal static class TextOutput
{
    /// <summary>Writes the text.</summary>
    /// <param name="streams">The program's streams.</param>
    /// <param name="choice">Where it goes.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="OutputException">The file cannot be written; nothing is left behind.</exception>
    public static void Write(Streams streams, OutputChoice choice, Action<TextWriter> write)
    {
        if (choice.Path is not { } path)
        {
            write(streams.Out);
            return;
        }

        OutputFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            write(text);
        });
        streams.WriteTalk($"wrote {path}");
    }
}
