using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.Elf;

/// <summary>What <c>.gnu_debuglink</c> says about the file with the debug information (GDB manual, "Separate Debug Files").</summary>
/// <param name="FileName">Its name without a folder.</param>
/// <param name="Checksum">The CRC-32 of the whole file.</param>
internal readonly record struct DebugLink(string FileName, uint Checksum)
{
    private const ulong MaxLength = 4096;

    /// <summary>Reads the section; false when there is none, or it names a path instead of a file.</summary>
    public static bool TryRead(ElfFile file, out DebugLink link)
    {
        link = default;
        if (!file.TryFindSection(".gnu_debuglink", out ElfSection section) || section.IsEmptyInFile || section.Size > MaxLength)
            return false;
        var bytes = new byte[section.Size];
        int end = file.Read(section.FileOffset, bytes) == bytes.Length ? bytes.AsSpan().IndexOf((byte)0) : -1;
        // The checksum follows at the next multiple of four.
        int checksum = (end + 4) & ~3;
        if (end <= 0 || checksum + 4 > bytes.Length)
            return false;
        string name = Encoding.UTF8.GetString(bytes, 0, end);
        if (name.Contains('/') || name is "." or "..")
            return false;
        link = new DebugLink(name, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(checksum)));
        return true;
    }
}
