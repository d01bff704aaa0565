using System.Security.Cryptography;

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
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes) | 1;
    }
}
