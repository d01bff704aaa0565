using Sonde.Linux.Elf;

namespace Sonde.Collectors.Python;

/// <summary>What a file tells about the interpreter in it: kept, because many processes run the same file.</summary>
/// <param name="RuntimeAddress">Link-time address of <c>_PyRuntime</c>; 0 when the file does not tell.</param>
/// <param name="Version">Version that the file tells; null when only its name might.</param>
internal sealed record PythonBinary(ulong RuntimeAddress, PythonVersion? Version)
{
    private const string RuntimeSection = ".PyRuntime", RuntimeSymbol = "_PyRuntime", VersionSymbol = "Py_Version";

    /// <summary>Reads a file; null when no interpreter is in it.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="isNamedPython">
    /// The file's name says that it is an interpreter. Only then are symbols searched: 3.9 and later have the section.
    /// </param>
    public static PythonBinary? Read(ElfFile elf, bool isNamedPython)
    {
        bool hasSection = elf.TryFindSection(RuntimeSection, out ElfSection section) && section.Address != 0;
        if (!hasSection && !isNamedPython)
            return null;
        // The section holds only _PyRuntime, but the symbol is what the linker itself used.
        ulong address = elf.TryFindSymbol(RuntimeSymbol, out ElfSymbol symbol) ? symbol.Address
            : hasSection ? section.Address : 0;
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        // const unsigned long Py_Version, since 3.11 (Include/pylifecycle.h).
        PythonVersion? version = elf.TryFindSymbol(VersionSymbol, out ElfSymbol hex) && elf.TryReadAddress(hex.Address, word)
            ? PythonVersion.FromHex(BitConverter.ToUInt64(word))
            : null;
        return new PythonBinary(address, version);
    }
}
