namespace Sonde.Linux.Demangling;

/// <summary>Built-in types and standard substitutions of the Itanium C++ ABI, sections 5.1.5.2 and 5.1.9.</summary>
internal static class ItaniumBuiltins
{
    /// <summary>The type with a one-letter code, or null.</summary>
    public static string? Find(byte code) => code switch
    {
        (byte)'v' => "void",
        (byte)'w' => "wchar_t",
        (byte)'b' => "bool",
        (byte)'c' => "char",
        (byte)'a' => "signed char",
        (byte)'h' => "unsigned char",
        (byte)'s' => "short",
        (byte)'t' => "unsigned short",
        (byte)'i' => "int",
        (byte)'j' => "unsigned int",
        (byte)'l' => "long",
        (byte)'m' => "unsigned long",
        (byte)'x' => "long long",
        (byte)'y' => "unsigned long long",
        (byte)'n' => "__int128",
        (byte)'o' => "unsigned __int128",
        (byte)'f' => "float",
        (byte)'d' => "double",
        (byte)'e' => "long double",
        (byte)'g' => "__float128",
        (byte)'z' => "...",
        _ => null,
    };

    /// <summary>The type whose code is D and this letter, or null.</summary>
    public static string? FindExtended(byte code) => code switch
    {
        (byte)'d' => "decimal64",
        (byte)'e' => "decimal128",
        (byte)'f' => "decimal32",
        (byte)'h' => "half",
        (byte)'i' => "char32_t",
        (byte)'s' => "char16_t",
        (byte)'u' => "char8_t",
        (byte)'a' => "auto",
        (byte)'c' => "decltype(auto)",
        (byte)'n' => "decltype(nullptr)",
        _ => null,
    };

    /// <summary>What S and this letter stand for, or null.</summary>
    /// <param name="code">The letter.</param>
    /// <param name="full">The template behind the alias is wanted: its constructor has that name.</param>
    public static string? FindSubstitution(byte code, bool full) => code switch
    {
        (byte)'t' => "std",
        (byte)'a' => "std::allocator",
        (byte)'b' => "std::basic_string",
        (byte)'s' => full ? "std::basic_string<char, std::char_traits<char>, std::allocator<char> >" : "std::string",
        (byte)'i' => full ? "std::basic_istream<char, std::char_traits<char> >" : "std::istream",
        (byte)'o' => full ? "std::basic_ostream<char, std::char_traits<char> >" : "std::ostream",
        (byte)'d' => full ? "std::basic_iostream<char, std::char_traits<char> >" : "std::iostream",
        _ => null,
    };
}
