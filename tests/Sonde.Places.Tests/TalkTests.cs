using System.Text;
using FsCheck.Fluent;

namespace Sonde.Places.Tests;

/// <summary>What a program in a pod prints is not trusted: a terminal must not obey it.</summary>
public sealed class TalkTests
{
    [Fact]
    public void Lines_of_talk_hold_no_control_characters_however_the_bytes_are_cut() => Prop.ForAll<byte[], int>((bytes, cut) =>
    {
        List<string> lines = [];
        var talk = new TalkLines(lines.Add);
        int at = bytes.Length == 0 ? 0 : (int)((uint)cut % (uint)bytes.Length);
        talk.Add(bytes.AsSpan(0, at));
        talk.Add(bytes.AsSpan(at));
        talk.End();
        return lines.All(line => line.Length > 0 && !line.Any(char.IsControl));
    }).Holds();

    [Fact]
    public void Lines_are_told_when_they_are_whole_and_the_last_one_at_the_end()
    {
        List<string> lines = [];
        var talk = new TalkLines(lines.Add);
        talk.Add("one\r\ntw"u8);
        talk.Add("o \u00fc"u8[..3]);
        Assert.Equal(["one"], lines);
        talk.Add("\u00fc\u001b[2J"u8[1..]);
        talk.End();
        Assert.Equal(["one", "two ü?[2J"], lines);
    }

    [Fact]
    public void Printable_text_passes_and_control_characters_do_not()
    {
        using var below = new MemoryStream();
        using (var stream = new PrintableStream(below))
        {
            stream.Write("a\tb\nü ✓ \u001b]0;title\u0007 \u009b2J"u8[..^3]);
            stream.Write("\u009b2J"u8[1..]);
        }

        Assert.Equal("a\tb\nü ✓ ?]0;title? \u00a02J", Encoding.UTF8.GetString(below.ToArray()));
    }

    [Fact]
    public void Whatever_comes_holds_no_control_characters_behind_the_stream() => Prop.ForAll<string>(text =>
    {
        using var below = new MemoryStream();
        using var stream = new PrintableStream(below);
        stream.Write(Encoding.UTF8.GetBytes(text ?? ""));
        return !Encoding.UTF8.GetString(below.ToArray()).Any(c => char.IsControl(c) && c is not '\n' and not '\t');
    }).Holds();
}
