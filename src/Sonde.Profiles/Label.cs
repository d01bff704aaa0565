namespace Sonde.Profiles;

/// <summary>One label of a sample (pprof's <c>Label</c>): a text, or a number with a unit.</summary>
/// <param name="Key">Name, see <see cref="LabelNames"/>.</param>
/// <param name="Text">The text, empty when it is a number.</param>
/// <param name="Number">The number, 0 when it is a text.</param>
/// <param name="Unit">Unit of the number, empty when none is told.</param>
public readonly record struct Label(StringId Key, StringId Text, long Number = 0, StringId Unit = default)
{
    /// <inheritdoc/>
    /// <remarks>Seeded, unlike the generated one: a crafted file must not put all its entries into one bucket.</remarks>
    public override int GetHashCode() =>
        HashCode.Combine(Key.Index, Text.Index, (int)Number, (int)(Number >> 32), Unit.Index);
}
