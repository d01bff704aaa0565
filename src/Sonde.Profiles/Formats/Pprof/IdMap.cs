using System.Diagnostics.CodeAnalysis;

namespace Sonde.Profiles.Formats.Pprof;

/// <summary>
/// Maps the IDs a file gives to its entries to our indexes. Most writers count from 1, which needs only a list; any other
/// ID goes to a dictionary whose hash is seeded.
/// </summary>
internal sealed class IdMap(string what)
{
    private readonly List<int> _dense = [];
    private Dictionary<ulong, int>? _sparse;

    /// <summary>Adds an entry.</summary>
    /// <exception cref="ProfileFormatException">The ID is 0 or was given before.</exception>
    public void Add(ulong id, int index, long offset)
    {
        if (id == 0)
            throw new ProfileFormatException($"expected an ID above 0 for a {what}", offset);
        if (_sparse is null && id == (ulong)_dense.Count + 1)
        {
            _dense.Add(index);
            return;
        }

        _sparse ??= new Dictionary<ulong, int>(new SeededComparer());
        if (id <= (ulong)_dense.Count || !_sparse.TryAdd(id, index))
            throw new ProfileFormatException($"expected each {what} once, found ID {id} again", offset);
    }

    /// <summary>Finds an entry.</summary>
    /// <exception cref="ProfileFormatException">There is none.</exception>
    public int Find(ulong id, long offset)
    {
        if (id - 1 < (ulong)_dense.Count)
            return _dense[(int)(id - 1)];
        if (_sparse is not null && _sparse.TryGetValue(id, out int index))
            return index;
        throw new ProfileFormatException($"expected a {what}, found the unknown ID {id}", offset);
    }

    private sealed class SeededComparer : IEqualityComparer<ulong>
    {
        public bool Equals(ulong x, ulong y) => x == y;

        public int GetHashCode([DisallowNull] ulong obj) => HashCode.Combine((int)obj, (int)(obj >> 32));
    }
}
