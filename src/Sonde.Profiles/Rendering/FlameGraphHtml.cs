using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering.Flame;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// Writes an interactive flame graph as one HTML file that loads nothing from anywhere. The page is built from
/// <c>web/flamegraph</c>.
/// </summary>
public static class FlameGraphHtml
{
    private const int FallbackWidth = 120, FallbackCount = 30;

    // The columns of DiffContent.
    private const int BaseColumn = 0, NewColumn = 1;

    /// <summary>Writes the page; it shows the profile's default sample type first and can show the others.</summary>
    public static void Write(Profile profile, Stream output)
    {
        var model = new FlameGraphModel(profile, new CallTreeOptions { KeepZeroes = profile.SampleTypes.Count > 1 });
        var text = new FlamePageText(
            model.Title, model.Answer, model.Quality, model.HowTaken, model.Command, Fallback(model), model.Tree.SampleTypeIndex);
        new FlamePage(text, new ProfileContent(model.Tree)).Write(output);
    }

    /// <summary>Writes the page of a difference: red for more, blue for less, as wide as in either profile.</summary>
    /// <param name="diff">The two profiles compared.</param>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="width">Which profile gives the boxes their width at first.</param>
    /// <param name="baseName">What to call the first profile.</param>
    /// <param name="newName">What to call the second profile.</param>
    public static void Write(
        ProfileDiff diff, Stream output, DiffWidth width = DiffWidth.New, string baseName = "base", string newName = "new")
    {
        string title = TextFit.Printable(DiffHeadline.Title(diff, baseName, newName));
        string answer = TextFit.Printable(DiffHeadline.Answer(diff, baseName));
        string quality = TextFit.Printable($"{baseName}: {QualityLine.Format(diff.Base.Profile)} · {newName}: {QualityLine.Format(diff.New.Profile)}");
        string howTaken = TextFit.Printable($"{baseName}: {QualityLine.HowTaken(diff.Base.Profile)} · {newName}: {QualityLine.HowTaken(diff.New.Profile)}");
        var difference = new FlameDifference(TextFit.Printable(baseName), TextFit.Printable(newName), DiffHeadline.IsJudged(diff));
        int column = width == DiffWidth.New ? NewColumn : BaseColumn;
        var text = new FlamePageText(title, answer, quality, howTaken, "", $"{answer}\n{title}\n\n{quality}\n", column, difference);
        new FlamePage(text, new DiffContent(diff)).Write(output);
    }

    private static string Fallback(FlameGraphModel model)
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(model.Answer);
        text.WriteLine(model.Title);
        text.WriteLine();
        TopTableRenderer.Write(text, model.Top, FallbackWidth, FallbackCount);
        text.WriteLine();
        text.WriteLine(model.Quality);
        return text.ToString();
    }
}
