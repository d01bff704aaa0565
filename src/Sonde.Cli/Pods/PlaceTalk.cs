using Sonde.Cli.Terminal;

namespace Sonde.Cli.Pods;

/// <summary>
/// What is said about one place: by this Sonde about getting there, and by the other one about its work. On a terminal the latest word
/// stands in a line that moves; what matters afterwards is written for good.
/// </summary>
/// <param name="streams">Where it is said.</param>
/// <param name="name">The place's name in front of each line; empty where there is only one place.</param>
/// <param name="lines">The lines that move; null when everything is written at once.</param>
internal sealed class PlaceTalk(Streams streams, string name = "", LiveLines? lines = null)
{
    private const string Mark = "sonde: ";

    /// <summary>Progress is shown.</summary>
    public bool WantsProgress => lines is not null;

    /// <summary>Says what is done to get there.</summary>
    public void Say(string line)
    {
        if (lines is null)
            streams.WriteTalk(name.Length > 0 ? $"{name}: {line}" : line);
        else
            lines.Set(name, line);
    }

    /// <summary>Passes on a line of the other Sonde's stderr; it marks its lines as this one does.</summary>
    public void Hear(string line)
    {
        if (line.StartsWith(Streams.ProgressMark, StringComparison.Ordinal))
            lines?.Set(name, line[Streams.ProgressMark.Length..]);
        else
            Keep(line.StartsWith(Mark, StringComparison.Ordinal) ? line[Mark.Length..] : line);
    }

    /// <summary>Writes a line that stays, as soon as nothing moves any more.</summary>
    public void Keep(string line)
    {
        string whole = name.Length > 0 ? $"{name}: {line}" : line;
        if (lines is null)
            streams.WriteTalk(whole);
        else
            lines.Keep(name, line, whole);
    }
}
