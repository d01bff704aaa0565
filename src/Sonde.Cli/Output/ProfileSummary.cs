using Sonde.Cli.CommandLine;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>What a person wants to see of a profile at once: the answer, the hottest functions, how good it is.</summary>
/// <param name="width">Columns.</param>
/// <param name="useColour">Whether the reader is a terminal that shows colour.</param>
internal sealed class ProfileSummary(int width, bool useColour)
{
    private const int Functions = 12;

    /// <summary>Writes it.</summary>
    /// <param name="result">The profile, or the part of it that is shown.</param>
    /// <param name="view">How it is shown.</param>
    /// <param name="output">Where to.</param>
    /// <param name="withFlameGraph">Also a flame graph as text.</param>
    public void Write(FilterResult result, ProfileView view, TextWriter output, bool withFlameGraph)
    {
        Profile profile = result.Profile;
        TopTable top = TopTable.Build(CallTree.Build(profile, new CallTreeOptions { Whole = view.WriteOptions(result, width).Whole }));
        output.WriteLine(Bold(TextFit.Printable(Headline.Answer(top))));
        foreach (string sentence in SiblingText.Sentences(profile))
            output.WriteLine(Bold(TextFit.Printable(sentence)));
        if (top.Entries.Count > 0)
        {
            output.WriteLine();
            TopTableRenderer.Write(output, view.ByTotal ? top.ByTotal() : top, width, view.Count ?? Usual(top, view), view.Unit);
        }

        if (withFlameGraph && top.Entries.Count > 0)
        {
            output.WriteLine();
            TerminalFlameGraph.Write(output, top.Tree, new TerminalFlameGraphOptions { Width = width, Color = useColour });
        }

        output.WriteLine();
        output.WriteLine(TextFit.Printable(QualityLine.Format(profile)));
    }

    // What only calls others says nothing in an order of what functions cost themselves.
    private static int Usual(TopTable top, ProfileView view) =>
        view.ByTotal ? Functions : Math.Clamp(top.Entries.Count(entry => entry.Self != 0), 1, Functions);

    private string Bold(string text) => useColour ? $"\e[1m{text}\e[0m" : text;
}
