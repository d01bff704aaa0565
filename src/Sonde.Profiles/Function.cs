namespace Sonde.Profiles;

/// <summary>One function (pprof's <c>Function</c>).</summary>
/// <param name="Name">Name as a person writes it: demangled, or Python's qualified name.</param>
/// <param name="SystemName">Name as the binary has it, for example mangled; empty when it is the same.</param>
/// <param name="FileName">Source file, empty when unknown.</param>
/// <param name="StartLine">First line of the function in its file, 0 when unknown.</param>
public readonly record struct Function(StringId Name, StringId SystemName, StringId FileName, int StartLine)
{
    /// <inheritdoc/>
    /// <remarks>Seeded, unlike the generated one: a crafted file must not put all its entries into one bucket.</remarks>
    public override int GetHashCode() =>
        HashCode.Combine(Name.Index, SystemName.Index, FileName.Index, StartLine);
}
