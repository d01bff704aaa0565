using System.Text;

namespace Sonde.Linux.Demangling;

/// <summary>
/// Turns a symbol of any language into what a person writes: C++ (Itanium ABI), Rust (legacy and v0); names of other
/// languages and names that do not parse stay as they are. Not safe for several threads at once.
/// </summary>
public sealed class Demangler
{
    private readonly ItaniumDemangler _itanium = new();
    private readonly RustV0Demangler _rust = new();

    /// <summary>Demangles a name.</summary>
    /// <param name="name">The name in UTF-8 as the symbol table has it.</param>
    /// <returns>The readable name, or null when the name is not mangled.</returns>
    public string? TryDemangle(ReadOnlySpan<byte> name)
    {
        if (name.Length < 3 || name[0] != '_')
            return null;
        return name[1] switch
        {
            (byte)'Z' => RustLegacyDemangler.Demangle(name) ?? _itanium.Demangle(name),
            (byte)'R' => _rust.Demangle(name),
            _ => null,
        };
    }

    /// <summary>True for a name that looks mangled in one of the ways this class reads.</summary>
    public static bool IsMangled(string name) =>
        name.StartsWith("_Z", StringComparison.Ordinal) || name.StartsWith("_R", StringComparison.Ordinal);

    /// <summary>Demangles a name, or returns it as it is.</summary>
    /// <param name="name">The name as the symbol table has it.</param>
    public string Demangle(string name) => IsMangled(name) ? TryDemangle(Encoding.UTF8.GetBytes(name)) ?? name : name;
}
