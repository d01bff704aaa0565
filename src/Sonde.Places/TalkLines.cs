using System.Text;

namespace Sonde.Places;

/// <summary>Cuts what a program far away writes to stderr into lines that are safe on a terminal.</summary>
/// <param name="tell">Takes each line.</param>
internal sealed class TalkLines(Action<string> tell)
{
    /// <summary>Longest line that is kept: what is longer is no talk.</summary>
    private const int Longest = 4096;

    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly StringBuilder _line = new();

    /// <summary>Takes some bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        _decoder.GetChars(bytes, characters, flush: false);
        foreach (char c in characters)
        {
            if (c == '\n')
                End();
            else if (_line.Length < Longest && c != '\r')
                _line.Append(char.IsControl(c) ? '?' : c);
        }
    }

    /// <summary>Tells the last line, also when nothing ended it.</summary>
    public void End()
    {
        if (_line.Length > 0)
            tell(_line.ToString());
        _line.Clear();
    }
}
