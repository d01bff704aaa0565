namespace Sonde.Profiles.Analysis;

/// <summary>One line of a function.</summary>
/// <param name="Function">Index into <see cref="FrameTable.Functions"/>.</param>
/// <param name="Number">Line number from 1, 0 when unknown.</param>
public readonly record struct FrameLine(int Function, int Number)
{
    /// <inheritdoc/>
    /// <remarks>Seeded, unlike the generated one: a crafted file must not put all its entries into one bucket.</remarks>
    public override int GetHashCode() => HashCode.Combine(Function, Number);
}
