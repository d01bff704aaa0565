namespace Sonde.Places;

/// <summary>Makes texts of others safe in a line on a terminal.</summary>
public static class Printable
{
    /// <summary>The text in one line; control characters become question marks.</summary>
    public static string Line(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (int i = 0; i < source.Length; i++)
            target[i] = char.IsControl(source[i]) ? '?' : source[i];
    });
}
