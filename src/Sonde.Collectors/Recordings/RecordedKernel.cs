using System.Buffers.Binary;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Recordings;

/// <summary>
/// Finds the symbols of the kernel that a recording was made on: those of this machine when it still runs the same kernel from the same
/// address, else the copy that perf keeps by build ID.
/// </summary>
internal sealed class RecordedKernel
{
    private const string NotesPath = "/sys/kernel/notes";

    /// <summary>Address of the symbol by which perf tells where the kernel lies, <c>_text</c>; 0 when unknown.</summary>
    public ulong TextAddress { get; set; }

    /// <summary>The kernel's build ID; empty when unknown.</summary>
    public string BuildId { get; set; } = "";

    /// <summary>Reads the symbols.</summary>
    public KernelSymbols Load()
    {
        KernelSymbols own = KernelSymbols.Load();
        bool isSame = BuildId.Length == 0 || BuildId == OwnBuildId();
        if (own.Count == 0 && isSame)
            return own;
        if (isSame && Fits(own))
            return own;
        if (BuildId.Length > 4)
        {
            KernelSymbols kept = KernelSymbols.Load(RecordedModules.CachePath(BuildId, "kallsyms"));
            if (Fits(kept))
                return kept;
        }

        return KernelSymbols.None("of another kernel or another boot than this machine's, and perf has kept no copy");
    }

    // The kernel chooses its address at every boot: of another boot, no symbol begins there.
    private bool Fits(KernelSymbols symbols) =>
        symbols.Count > 0 && (TextAddress == 0 || (symbols.TryFind(TextAddress, out _, out _, out ulong start) && start == TextAddress));

    /// <summary>ELF notes: length of the name, of the content, type, name, content; each padded to 4 bytes.</summary>
    private static string OwnBuildId()
    {
        const int HeaderLength = 12, BuildIdType = 3;
        byte[] notes;
        try
        {
            notes = File.ReadAllBytes(NotesPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }

        for (int at = 0; at + HeaderLength <= notes.Length;)
        {
            int name = BinaryPrimitives.ReadInt32LittleEndian(notes.AsSpan(at)), length = BinaryPrimitives.ReadInt32LittleEndian(notes.AsSpan(at + 4));
            int type = BinaryPrimitives.ReadInt32LittleEndian(notes.AsSpan(at + 8)), content = at + HeaderLength + (name + 3 & ~3);
            if (name < 0 || length < 0 || content < 0 || content > notes.Length - length)
                break;
            if (type == BuildIdType && notes.AsSpan(at + HeaderLength).StartsWith("GNU\0"u8))
                return Convert.ToHexStringLower(notes.AsSpan(content, length));
            at = content + (length + 3 & ~3);
        }

        return "";
    }
}
