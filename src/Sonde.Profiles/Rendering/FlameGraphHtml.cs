using System.Text;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// Writes an interactive flame graph as one HTML file that loads nothing from anywhere. The page is built from
/// <c>web/flamegraph</c>; the profile's tree is embedded as JSON in which no character can end the script element.
/// </summary>
public static class FlameGraphHtml
{
    private const string TitleMark = "<!--title-->", FallbackMark = "<!--fallback-->", DataMark = "<!--data-->";
    private const int FallbackWidth = 120, FallbackCount = 30;

    /// <summary>Writes the page for the profile's default sample type.</summary>
    public static void Write(Profile profile, Stream output)
    {
        var model = new FlameGraphModel(profile);
        string page = WebResource.Read("flamegraph.html");
        int title = page.IndexOf(TitleMark, StringComparison.Ordinal);
        int fallback = page.IndexOf(FallbackMark, StringComparison.Ordinal);
        int data = page.IndexOf(DataMark, StringComparison.Ordinal);
        WriteText(output, page[..title]);
        WriteText(output, XmlText.Escape(model.Title));
        WriteText(output, page[(title + TitleMark.Length)..fallback]);
        WriteText(output, XmlText.Escape(Fallback(model)));
        WriteText(output, page[(fallback + FallbackMark.Length)..data]);
        new FlameGraphData(model).Write(output);
        WriteText(output, page[(data + DataMark.Length)..]);
    }

    // What a reader without scripts sees.
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

    private static void WriteText(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
