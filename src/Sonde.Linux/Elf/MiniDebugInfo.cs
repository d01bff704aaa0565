using Sonde.Linux.Compression;

namespace Sonde.Linux.Elf;

/// <summary>
/// The small symbol table that Fedora's kin leave in stripped files: an xz-compressed ELF file in <c>.gnu_debugdata</c>.
/// </summary>
internal static class MiniDebugInfo
{
    private const ulong MaxPackedLength = 64 << 20;
    private const int MaxLength = 256 << 20;

    /// <summary>Decompresses it; null when there is none or it is damaged.</summary>
    public static ElfFile? TryOpen(ElfFile module)
    {
        if (!module.TryFindSection(".gnu_debugdata", out ElfSection section) || section.IsEmptyInFile
            || section.Size > MaxPackedLength)
            return null;
        var packed = new byte[section.Size];
        if (module.Read(section.FileOffset, packed) != packed.Length || XzDecoder.Decode(packed, MaxLength) is not { } bytes)
            return null;
        try
        {
            return ElfFile.FromBytes(bytes, module.Path + "[.gnu_debugdata]");
        }
        catch (TargetException)
        {
            // Not an ELF file: as good as none.
            return null;
        }
    }
}
