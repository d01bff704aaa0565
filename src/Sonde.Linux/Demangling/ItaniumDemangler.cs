namespace Sonde.Linux.Demangling;

/// <summary>
/// Turns C++ names mangled by the Itanium ABI into what a person writes. The program demangles by itself, because a
/// single trimmed file in an image without libstdc++ has no <c>__cxa_demangle</c> to call. Not safe for several threads at
/// once; an instance keeps its buffers from name to name.
/// </summary>
public sealed class ItaniumDemangler
{
    private readonly ItaniumTree _tree = new();
    private readonly ItaniumParser _parser;
    private readonly ItaniumPrinter _printer;

    /// <summary>Creates a demangler.</summary>
    public ItaniumDemangler()
    {
        _parser = new ItaniumParser(_tree);
        _printer = new ItaniumPrinter(_tree);
    }

    /// <summary>Demangles a name, as <c>c++filt -i</c> prints it.</summary>
    /// <param name="name">The name in UTF-8, starting with <c>_Z</c>.</param>
    /// <returns>The text, or null when the name is not such a name or its text would be unreasonably long.</returns>
    public string? Demangle(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith("_Z"u8) || name.Length > MaxLength)
            return null;
        _tree.Reset(name);
        int root = _parser.Parse();
        return root == 0 ? null : _printer.Print(root);
    }

    /// <summary>No compiler's name in use is longer; longer ones cost time for nothing.</summary>
    private const int MaxLength = 128 * 1024;
}
