using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.Elf;

/// <summary>glibc's cache of libraries, <c>/etc/ld.so.cache</c> (the "new format", sysdeps/generic/dl-cache.h in glibc).</summary>
public static class LoaderCache
{
    private const int HeaderLength = 48, EntryLength = 24, MaxEntries = 1 << 20;

    /// <summary>The library paths by name, in the cache's order; empty for what is no such cache.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="machine">Libraries for other processors are left out.</param>
    public static ILookup<string, string> Parse(ReadOnlySpan<byte> bytes, ElfMachine machine)
    {
        // An old table may stand before it.
        int start = bytes.IndexOf("glibc-ld.so.cache1.1"u8);
        var found = new List<(string Name, string Path)>();
        if (start >= 0 && bytes.Length - start >= HeaderLength)
        {
            ReadOnlySpan<byte> cache = bytes[start..];
            uint count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(cache[20..]), MaxEntries);
            for (int i = 0; i < count && HeaderLength + ((i + 1) * EntryLength) <= cache.Length; i++)
            {
                ReadOnlySpan<byte> entry = cache[(HeaderLength + (i * EntryLength))..];
                if (IsFor(BinaryPrimitives.ReadInt32LittleEndian(entry), machine))
                    found.Add((StringAt(cache, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..])), StringAt(cache, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]))));
            }
        }

        return found.ToLookup(entry => entry.Name, entry => entry.Path, StringComparer.Ordinal);
    }

    /// <summary>FLAG_X8664_LIB64 and FLAG_AARCH64_LIB64 (sysdeps/generic/ldconfig.h in glibc).</summary>
    private static bool IsFor(int flags, ElfMachine machine) => (flags & 0xff00) == machine switch
    {
        ElfMachine.X64 => 0x0300,
        ElfMachine.Arm64 => 0x0a00,
        _ => -1,
    };

    private static string StringAt(ReadOnlySpan<byte> cache, uint offset)
    {
        if (offset >= (uint)cache.Length)
            return "";
        ReadOnlySpan<byte> rest = cache[(int)offset..];
        int end = rest.IndexOf((byte)0);
        return end < 0 ? "" : Encoding.UTF8.GetString(rest[..end]);
    }
}
