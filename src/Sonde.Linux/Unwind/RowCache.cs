using System.Runtime.CompilerServices;

namespace Sonde.Linux.Unwind;

/// <summary>
/// The rows of addresses met lately, of all processes a thread unwinds. Direct-mapped: an address has one place, and who
/// comes later wins. 24 bytes for an entry.
/// </summary>
internal sealed class RowCache
{
    private const int Bits = 12;

    private readonly Entry[] _entries = new Entry[1 << Bits];

    /// <summary>How many lookups had to go further.</summary>
    public long Misses { get; private set; }

    /// <summary>Finds a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(ulong address, uint version, out UnwindRow row)
    {
        ref Entry entry = ref EntryOf(address, version);
        row = entry.Row;
        return entry.Address == address && entry.Version == version;
    }

    /// <summary>Keeps a row.</summary>
    public void Set(ulong address, uint version, UnwindRow row)
    {
        Misses++;
        EntryOf(address, version) = new Entry(address, version, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry EntryOf(ulong address, uint version)
    {
        // Fibonacci hashing: neighbours in code land far from each other.
        ulong hash = (address + version) * 0x9E3779B97F4A7C15;
        return ref _entries[(int)(hash >> (64 - Bits))];
    }

    private readonly record struct Entry(ulong Address, uint Version, UnwindRow Row);
}
