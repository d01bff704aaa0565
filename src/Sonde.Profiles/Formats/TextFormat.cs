using System.Text;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats;

/// <summary>The answer as text: title, headline, the hottest functions and the quality line. Write only.</summary>
/// <param name="options">How to write; null for the usual way.</param>
public sealed class TextFormat(WriteOptions? options = null) : IProfileWriter
{
    private const int UsualCount = 20;

    private readonly WriteOptions _options = options ?? new WriteOptions();

    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Description => "the hottest functions as a table, and the profile's quality";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".txt"];

    /// <inheritdoc/>
    public FormatContent Content => FormatContent.Picture;

    /// <inheritdoc/>
    public IProfileWriter With(WriteOptions options) => new TextFormat(options);

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        TopTable top = TopTable.Build(CallTree.Build(profile, new CallTreeOptions { Whole = _options.Whole }));
        text.WriteLine(TextFit.Printable(Headline.Title(profile, top.Tree.SampleType)));
        text.WriteLine(TextFit.Printable(Headline.Answer(top)));
        text.WriteLine();
        TopTableRenderer.Write(text, _options.ByTotal ? top.ByTotal() : top, _options.Width, _options.Count ?? UsualCount, _options.Unit);
        text.WriteLine();
        text.WriteLine(TextFit.Printable(QualityLine.Format(profile)));
    }
}
