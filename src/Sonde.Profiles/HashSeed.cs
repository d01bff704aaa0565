using System.Runtime.InteropServices;

namespace Sonde.Profiles;

/// <summary>Random odd multipliers, drawn once per process, for the hash tables that hold a file's content.</summary>
internal static class HashSeed
{
    /// <summary>First multiplier.</summary>
    public static readonly ulong First = Draw();

    /// <summary>Second multiplier.</summary>
    public static readonly ulong Second = Draw();

    private static ulong Draw()
    {
        // The kernel's random bytes without OpenSSL, which takes time to load and is missing from small images. Where one half of a GUID
        // has fixed bits (version, variant), the other has random ones.
        Guid random = Guid.NewGuid();
        ReadOnlySpan<ulong> halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in random));
        return (halves[0] ^ halves[1]) | 1;
    }
}
