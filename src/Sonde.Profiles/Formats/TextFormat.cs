using System.Text;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats;

/// <summary>The answer as text: title, headline, the hottest functions and the quality line. Write only.</summary>
/// <param name="width">Columns to use.</param>
/// <param name="count">How many functions to show.</param>
public sealed class TextFormat(int width = 100, int count = 20) : IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Description => "the hottest functions as a table, and the profile's quality";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".txt"];

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        TopTable top = TopTable.Build(profile);
        text.WriteLine(TextFit.Printable(Headline.Title(profile, top.Tree.SampleType)));
        text.WriteLine(TextFit.Printable(Headline.Answer(top)));
        text.WriteLine();
        TopTableRenderer.Write(text, top, width, count);
        text.WriteLine();
        text.WriteLine(TextFit.Printable(QualityLine.Format(profile)));
    }
}
