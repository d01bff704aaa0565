using Sonde.Linux.Memory;

namespace Sonde.Linux.Unwind;

/// <summary>
/// The executable mappings of one process, kept up to date by the events of mmap and munmap. Belongs to one thread: the one
/// that unwinds.
/// </summary>
public sealed class CodeMap
{
    private static uint _lastVersion;

    private readonly List<ulong> _ends = [];
    private readonly List<CodeRegion> _regions = [];

    /// <summary>Creates an empty map.</summary>
    /// <param name="tables">The tables it shares with other processes.</param>
    public CodeMap(UnwindTableCache tables)
    {
        Tables = tables;
        MarkChanged();
    }

    /// <summary>How many executable mappings there are.</summary>
    public int Count => _regions.Count;

    /// <summary>Changes whenever a mapping does; no two maps ever have the same.</summary>
    internal uint Version { get; private set; }

    internal UnwindTableCache Tables { get; }

    /// <summary>Adds an executable mapping, in place of what was there before.</summary>
    public void Map(in CodeMapping mapping)
    {
        if (mapping.End.Value <= mapping.Start.Value)
            return;
        Unmap(mapping.Start, mapping.End);
        Insert(IndexOf(mapping.Start.Value), new CodeRegion(mapping));
        MarkChanged();
    }

    /// <summary>Removes all executable mappings from a range; those that reach out of it are cut.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">The byte after the last.</param>
    public void Unmap(UserAddress start, UserAddress end)
    {
        int index = IndexOf(start.Value);
        while (index < _regions.Count && _regions[index].Start < end.Value)
        {
            CodeRegion region = _regions[index];
            RemoveAt(index);
            if (region.Start < start.Value)
                Insert(index++, region.Part(region.Start, start.Value));
            if (region.End > end.Value)
                Insert(index++, region.Part(end.Value, region.End));
            MarkChanged();
        }
    }

    /// <summary>True when code may run at the address.</summary>
    public bool Contains(UserAddress address) => Find(address.Value) is not null;

    /// <summary>The mapping that an address is in; null when it is in none.</summary>
    internal CodeRegion? Find(ulong address)
    {
        int index = IndexOf(address);
        return index < _regions.Count && _regions[index].Start <= address ? _regions[index] : null;
    }

    /// <summary>The first mapping that ends after an address.</summary>
    private int IndexOf(ulong address)
    {
        int low = 0, high = _ends.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ends[middle] <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Insert(int index, CodeRegion region)
    {
        _regions.Insert(index, region);
        _ends.Insert(index, region.End);
    }

    private void RemoveAt(int index)
    {
        _regions.RemoveAt(index);
        _ends.RemoveAt(index);
    }

    private void MarkChanged() => Version = Interlocked.Increment(ref _lastVersion);
}
