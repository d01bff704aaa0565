namespace Sonde.Profiles.Rendering;

/// <summary>Writes the lines of a <see cref="TerminalFlameGraph"/>: share, bar, text.</summary>
internal sealed class TerminalBars(TextWriter output, int barWidth, bool color)
{
    private const string Eighths = " ▏▎▍▌▋▊▉";
    private const string Reset = "\e[0m", Faint = "\e[2m", Bold = "\e[1m";

    // From the 256-colour cube: grey, yellow, orange, red, by how much of all samples a call takes part in.
    private static readonly (double Share, string Sequence)[] Heat =
        [(0.5, "\e[38;5;203m"), (0.2, "\e[38;5;209m"), (0.05, "\e[38;5;221m"), (0, "\e[38;5;245m")];

    public void Line(double share, string lead, string label, string suffix)
    {
        string bar = Bar(share);
        string percent = ValueText.Percent(share).PadLeft(7);
        output.Write(color
            ? $" {percent} {HeatOf(share)}{bar}{Reset} {Faint}{lead}{Reset}{(share >= Heat[1].Share ? Bold : "")}{label}{Reset}{Faint}{suffix}{Reset}\n"
            : $" {percent} {bar} {lead}{label}{suffix}\n");
    }

    public void Note(string text)
    {
        string blank = new(' ', barWidth + 9);
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
