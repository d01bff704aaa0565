namespace Sonde.Diagnosis.Rendering;

/// <summary>Texts of the cluster on one line of a terminal.</summary>
public static class OneLine
{
    /// <summary>The text without anything that could steer the terminal, or end the line.</summary>
    public static string Of(string text) => TextLayout.Printable(text);
}
