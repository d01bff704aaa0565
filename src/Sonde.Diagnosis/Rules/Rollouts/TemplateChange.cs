namespace Sonde.Diagnosis.Rules;

/// <summary>One field in which two templates differ.</summary>
/// <param name="Path">The field, below <c>spec.template.spec</c>; containers by name.</param>
/// <param name="Old">Its old value; null when it was not there.</param>
/// <param name="New">Its new value; null when it is not there any more.</param>
internal sealed record TemplateChange(string Path, string? Old, string? New)
{
    private const int Longest = 80;

    /// <inheritdoc/>
    public override string ToString() => (Old, New) switch
    {
        (null, { } added) => $"{Path} added: {Short(added, "")}",
        ({ } removed, null) => $"{Path} removed: {Short(removed, "")}",
        _ => $"{Path}: {Short(Old!, New!)} → {Short(New!, Old!)}",
    };

    /// <summary>A long value is cut to the place where it begins to differ from the other.</summary>
    private static string Short(string value, string other)
    {
        if (value.Length <= Longest)
            return value;
        int same = 0;
        while (same < value.Length && same < other.Length && value[same] == other[same])
            same++;
        int from = Math.Clamp(same - (Longest / 4), 0, value.Length - Longest);
        string cut = value.Substring(from, Longest);
        return $"{(from > 0 ? "…" : "")}{cut}{(from + Longest < value.Length ? "…" : "")}";
    }
}
