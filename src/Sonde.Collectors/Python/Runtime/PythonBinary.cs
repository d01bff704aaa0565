using Sonde.Linux.Elf;

namespace Sonde.Collectors.Python;

/// <summary>What a file tells about the interpreter in it: kept, because many processes run the same file.</summary>
/// <param name="RuntimeAddress">Link-time address of <c>_PyRuntime</c>; 0 when the file does not tell.</param>
/// <param name="Version">Version that the file tells; null when only its name might.</param>
/// <param name="Texts">Versions that stand in it as text, and that its name or memory may choose from.</param>
/// <param name="EvaluationLoop">Where the evaluation loop is, as link-time addresses; empty when the file does not tell.</param>
internal sealed record PythonBinary(
    ulong RuntimeAddress, PythonVersion? Version, IReadOnlyList<PythonVersion> Texts, IReadOnlyList<FunctionSpan> EvaluationLoop)
{
    private const string RuntimeSection = ".PyRuntime", RuntimeSymbol = "_PyRuntime", VersionSymbol = "Py_Version";

    /// <summary>Reads a file; null when no interpreter is in it.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="isNamedPython">
    /// The file's name says that it is an interpreter. Of others only what can be told at once is looked at: 3.10 and later have a
    /// section of their own, and programs that embed an interpreter export its symbols, so that extensions find them.
    /// </param>
    public static PythonBinary? Read(ElfFile elf, bool isNamedPython)
    {
        bool hasSection = elf.TryFindSection(RuntimeSection, out ElfSection section) && section.Address != 0;
        if (!hasSection && !isNamedPython && !Exports(elf))
            return null;
        // The section holds only _PyRuntime, but the symbol is what the linker itself used.
        ulong address = elf.TryFindSymbol(RuntimeSymbol, out ElfSymbol symbol) ? symbol.Address
            : hasSection ? section.Address : 0;
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        // const unsigned long Py_Version, since 3.11 (Include/pylifecycle.h).
        PythonVersion? version = elf.TryFindSymbol(VersionSymbol, out ElfSymbol hex) && elf.TryReadAddress(hex.Address, word)
            ? PythonVersion.FromHex(BitConverter.ToUInt64(word))
            : null;
        return new PythonBinary(
            address, version, version is null ? VersionTexts.Find(elf) : [],
            EvaluationLoopCode.Find(elf));
    }

    /// <summary>
    /// The version of the binary: what it says itself, else the text that fits its name (a soname, <c>python3.9</c>), else the only
    /// text there is.
    /// </summary>
    public PythonVersion VersionFor(PythonVersion named)
    {
        if (Version is { } told)
            return told;
        PythonVersion[] fitting = [.. Texts.Where(text => text.Major == named.Major && text.Minor == named.Minor)];
        if (fitting.Length > 0)
            return fitting.Length == 1 ? fitting[0] : named;
        return named.Minor == 0 && Texts.Count == 1 ? Texts[0] : named;
    }

    /// <summary>True when <c>_PyRuntime</c> stands among the dynamic symbols' names.</summary>
    private static bool Exports(ElfFile elf)
    {
        const int MaxNames = 1 << 24;
        if (!elf.TryFindSection(".dynstr", out ElfSection names) || names.Size is 0 or > MaxNames)
            return false;
        var bytes = new byte[names.Size];
        return elf.Read(names.FileOffset, bytes) == bytes.Length && bytes.AsSpan().IndexOf("\0_PyRuntime\0"u8) >= 0
            && elf.TryFindSymbol(RuntimeSymbol, out ElfSymbol symbol) && symbol.Address != 0;
    }
}
