namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>Comments <c># Source: chart/templates/file.yaml</c>, which Helm writes before each document that it renders.</summary>
internal sealed class HelmComments
{
    private const string Mark = "# Source: ";

    private readonly List<(int Line, string Template)> _comments;

    private HelmComments(List<(int Line, string Template)> comments) => _comments = comments;

    /// <summary>No comments.</summary>
    public static HelmComments None { get; } = new([]);

    /// <summary>Those of a text.</summary>
    public static HelmComments Of(string text)
    {
        if (!text.Contains(Mark, StringComparison.Ordinal))
            return None;
        List<(int, string)> comments = [];
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                comments.Add((number, line[Mark.Length..].Trim().ToString()));
            else if (line.StartsWith("---", StringComparison.Ordinal))
                comments.Add((number, ""));
        }

        return new HelmComments(comments);
    }

    /// <summary>The template of the document that begins on a line; empty when no comment tells.</summary>
    public string TemplateAt(int line)
    {
        string template = "";
        foreach ((int at, string name) in _comments)
        {
            if (at > line)
                break;
            template = name;
        }

        return template;
    }
}
