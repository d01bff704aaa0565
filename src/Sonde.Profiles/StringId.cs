namespace Sonde.Profiles;

/// <summary>Names one interned string of a <see cref="Profile"/>.</summary>
/// <param name="Index">Position in its table, from 0. 0 is always the empty string, as in pprof's <c>string_table</c>.</param>
public readonly record struct StringId(int Index)
{
    /// <summary>The empty string.</summary>
    public static readonly StringId Empty;
}
