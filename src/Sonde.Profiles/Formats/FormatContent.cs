namespace Sonde.Profiles.Formats;

/// <summary>What of a profile a format holds, in the words of the table in docs/formats.md, which is made from this.</summary>
public sealed record FormatContent
{
    /// <summary>A picture or a summary of one value, made for people: it holds nothing to read back.</summary>
    public static readonly FormatContent Picture = new() { Values = "one" };

    /// <summary>Which of a sample's values.</summary>
    public required string Values { get; init; }

    /// <summary>Threads.</summary>
    public string Threads { get; init; } = Nothing;

    /// <summary>Files and lines.</summary>
    public string Lines { get; init; } = Nothing;

    /// <summary>Modules and addresses.</summary>
    public string Modules { get; init; } = Nothing;

    /// <summary>Which functions are inlined.</summary>
    public string Inlining { get; init; } = Nothing;

    /// <summary>Times of single samples.</summary>
    public string Times { get; init; } = Nothing;

    /// <summary>Labels of samples.</summary>
    public string Labels { get; init; } = Nothing;

    private const string Nothing = "–";

    /// <summary>The table of formats as Markdown, a line each.</summary>
    public static IEnumerable<string> Table(FormatCatalog formats)
    {
        yield return "| format | read | write | values | threads | lines | modules, addresses | inlining | times of samples | labels |";
        yield return "|---|---|---|---|---|---|---|---|---|---|";
        foreach (IProfileFormat format in formats.All)
        {
            FormatContent content = format.Content;
            yield return $"| `{format.Name}` | {Word(format is IProfileReader)} | {Word(format is IProfileWriter)} | {content.Values} | "
                + $"{content.Threads} | {content.Lines} | {content.Modules} | {content.Inlining} | {content.Times} | {content.Labels} |";
        }
    }

    private static string Word(bool isSo) => isSo ? "yes" : "no";
}
