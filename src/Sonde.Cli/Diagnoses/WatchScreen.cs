using System.Globalization;
using Sonde.Cli.Output;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Watching;

namespace Sonde.Cli.Diagnoses;

/// <summary>Draws <c>sonde diagnose --watch</c>: what changed last, then the causes; and knows how far it is scrolled.</summary>
/// <param name="place">What is watched.</param>
/// <param name="usesColour">The terminal shows colour.</param>
internal sealed class WatchScreen(ClusterPlace place, bool usesColour)
{
    private const int MostChanges = 5, Frame = 2;

    private int _scroll;
    private int _length;

    /// <summary>The lines of the screen.</summary>
    public IReadOnlyList<string> Draw(DiagnosisResult diagnosis, WatchStep step, WatchHistory history, int width, int height)
    {
        List<string> body = [];
        foreach (WatchChange change in history.Changes.TakeLast(MostChanges).Reverse())
        {
            string line = Cut($"{change.Time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {change.InWords}", width);
            body.Add(Paint(line, change.IsGood ? "32" : "31"));
        }

        body.Add("");
        var text = new StringWriter { NewLine = "\n" };
        DiagnosisFormats.Find("text")!.Write(diagnosis, text, new DiagnosisLayout(width, usesColour, $"{step.Cluster.Workloads.Count} workloads", VersionInfo.Number));
        body.AddRange(text.ToString().TrimEnd('\n').Split('\n').Select(line => usesColour ? line : Cut(line, width)));

        _length = body.Count;
        int page = height - Frame;
        _scroll = Math.Clamp(_scroll, 0, Math.Max(0, _length - page));
        string where = place.Namespace is { } space ? $"namespace {space}" : "all namespaces";
        string title = string.Create(CultureInfo.InvariantCulture, $"{where} of {place.Name} · {diagnosis.CapturedAt.UtcDateTime:HH:mm:ss} UTC · {step.Cluster.Count:N0} objects");
        string keys = _length > page ? string.Create(CultureInfo.InvariantCulture, $"q quit   ↑ ↓ scroll   {_scroll + 1}–{Math.Min(_scroll + page, _length)} of {_length}") : "q quit";
        List<string> lines = [Paint(Cut(title, width), "7"), .. body.Skip(_scroll).Take(page)];
        while (lines.Count < height - 1)
            lines.Add("");
        lines.Add(Paint(Cut(keys, width), "2"));
        return lines;
    }

    /// <summary>Obeys a key; false when it ends the program.</summary>
    public bool Press(ConsoleKeyInfo key, int height)
    {
        int page = Math.Max(1, height - Frame);
        (bool goesOn, int scroll) = key.Key switch
        {
            ConsoleKey.Q or ConsoleKey.Escape => (false, _scroll),
            ConsoleKey.DownArrow or ConsoleKey.J => (true, _scroll + 1),
            ConsoleKey.UpArrow or ConsoleKey.K => (true, _scroll - 1),
            ConsoleKey.PageDown or ConsoleKey.Spacebar => (true, _scroll + page),
            ConsoleKey.PageUp => (true, _scroll - page),
            ConsoleKey.Home => (true, 0),
            ConsoleKey.End => (true, _length),
            _ => (true, _scroll),
        };
        _scroll = Math.Clamp(scroll, 0, Math.Max(0, _length - page));
        return goesOn;
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "…";

    private string Paint(string text, string colour) => usesColour ? $"\e[{colour}m{text}\e[0m" : text;
}
