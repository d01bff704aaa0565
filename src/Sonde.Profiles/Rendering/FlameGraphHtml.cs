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

    /// <summary>Writes the page; it shows the profile's default sample type first and can show the others.</summary>
    public static void Write(Profile profile, Stream output)
    {
        var model = new FlameGraphModel(profile, new CallTreeOptions { KeepZeroes = profile.SampleTypes.Count > 1 });
        var text = new FlamePageText(
            model.Title, model.Answer, model.Quality, model.HowTaken, model.Command, Fallback(model), model.Tree.SampleTypeIndex);
        new FlamePage(text, new ProfileContent(model.Tree)).Write(output);
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
