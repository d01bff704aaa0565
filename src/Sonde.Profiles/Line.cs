namespace Sonde.Profiles;

/// <summary>One source line of a location (pprof's <c>Line</c>).</summary>
/// <param name="Function">The function the line belongs to.</param>
/// <param name="Number">Line number from 1, 0 when unknown.</param>
/// <param name="Column">Column from 1, 0 when unknown.</param>
public readonly record struct Line(FunctionId Function, int Number, int Column = 0)
{
    /// <inheritdoc/>
    /// <remarks>Seeded, unlike the generated one: a crafted file must not put all its entries into one bucket.</remarks>
    public override int GetHashCode() =>
        HashCode.Combine(Function.Index, Number, Column);
}
