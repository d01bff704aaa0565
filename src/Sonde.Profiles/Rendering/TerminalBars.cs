namespace Sonde.Profiles.Rendering;

/// <summary>Writes the lines of a <see cref="TerminalFlameGraph"/>: share, bar, text.</summary>
internal sealed class TerminalBars(TextWriter output, int barWidth, bool color)
{
    private const int PercentWidth = 7, NarrowestLabel = 8;
    private const string Eighths = " ▏▎▍▌▋▊▉";
    private const string Reset = "\e[0m", Faint = "\e[2m", Bold = "\e[1m";

    // From the 256-colour cube: grey, yellow, orange, red, by how much of all samples a call takes part in.
    private static readonly (double Share, string Sequence)[] Heat =
        [(0.5, "\e[38;5;203m"), (0.2, "\e[38;5;209m"), (0.05, "\e[38;5;221m"), (0, "\e[38;5;245m")];

    /// <summary>Writes a line, its label cut to fit the width.</summary>
    public void Line(in TerminalLine line, int width)
    {
        int room = width - barWidth - PercentWidth - 3 - line.Lead.Length - line.Suffix.Length;
        string label = TextFit.Middle(line.Label, Math.Max(NarrowestLabel, room));
        if (line.Share is not { } share)
        {
            Note(line.Lead + label);
            return;
        }

        string bar = Bar(share), percent = ValueText.Percent(share).PadLeft(PercentWidth);
        output.Write(color
            ? $" {percent} {HeatOf(share)}{bar}{Reset} {Faint}{line.Lead}{Reset}{(share >= Heat[1].Share ? Bold : "")}{label}{Reset}{Faint}{line.Suffix}{Reset}\n"
            : $" {percent} {bar} {line.Lead}{label}{line.Suffix}\n");
    }

    /// <summary>Writes a remark where the labels stand.</summary>
    public void Note(string text)
    {
        string blank = new(' ', barWidth + PercentWidth + 2);
        output.Write(color ? $"{blank} {Faint}{text}{Reset}\n" : $"{blank} {text}\n");
    }

    private string Bar(double share)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * barWidth * 8);
        string bar = new('█', eighths / 8);
        return (eighths % 8 == 0 ? bar : bar + Eighths[eighths % 8]).PadRight(barWidth);
    }

    private static string HeatOf(double share) => Heat.First(level => share >= level.Share).Sequence;
}
