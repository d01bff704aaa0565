namespace Sonde.Diagnosis.Rendering;

/// <summary>Text for Markdown.</summary>
internal static class MarkdownText
{
    /// <summary>Text that may hold anything: nothing of it is markup.</summary>
    public static string Escape(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => c switch
    {
        '*' or '_' or '`' or '[' or ']' or '<' or '>' or '|' or '\\' or '#' => $"\\{c}",
        _ when char.IsControl(c) => "�",
        _ => c.ToString(),
    }));

    /// <summary>Text that may hold anything, as code in a cell of a table.</summary>
    public static string Cell(string text) => text.Length == 0 ? "" : $"`{string.Concat(text.ReplaceLineEndings(" ").Select(c => c is '`' ? '\'' : char.IsControl(c) ? '�' : c)).Replace("|", "\\|", StringComparison.Ordinal)}`";
}
