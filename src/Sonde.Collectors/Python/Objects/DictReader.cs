using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads <c>dict</c> objects (Include/internal/pycore_dict.h): entries in the order in which they were added, behind a table of indices; with
/// shared keys the values stand apart.
/// </summary>
internal sealed class DictReader(ObjectReader objects)
{
    /// <summary>More entries are not read.</summary>
    public const int MaxEntries = 65_536;

    private const int WithoutHash = 2, WithHash = 3;

    private readonly PythonOffsets _offsets = objects.Offsets;

    /// <summary>Keys and values; empty when there is no dict.</summary>
    public IEnumerable<(UserAddress Key, UserAddress Value)> Entries(UserAddress dict)
    {
        UserAddress keys = objects.Pointer(dict + (ulong)_offsets.DictKeys);
        if (keys.IsNull)
            return [];
        UserAddress values = objects.Pointer(dict + (ulong)_offsets.DictValues);
        return Entries(keys, values.IsNull ? values : values + (ulong)_offsets.DictValuesItems);
    }

    /// <summary>The value of a key that is a <c>str</c>; null when there is none.</summary>
    public UserAddress Find(UserAddress dict, string key)
    {
        foreach ((UserAddress name, UserAddress value) in dict.IsNull ? [] : Entries(dict))
        {
            if (objects.IsText(name, key))
                return value;
        }

        return UserAddress.Null;
    }

    /// <summary>The entries of a table of keys.</summary>
    /// <param name="keys">The <c>PyDictKeysObject</c>.</param>
    /// <param name="values">Where the values stand; null where they stand beside the keys.</param>
    public List<(UserAddress Key, UserAddress Value)> Entries(UserAddress keys, UserAddress values)
    {
        List<(UserAddress, UserAddress)> entries = [];
        if (!TryReadShape(keys, out UserAddress start, out int words, out int count))
            return entries;
        var table = new ulong[count * words];
        var apart = new ulong[values.IsNull ? 0 : count];
        if (!objects.TryRead(start, MemoryMarshal.AsBytes(table.AsSpan()))
            || (!values.IsNull && !objects.TryRead(values, MemoryMarshal.AsBytes(apart.AsSpan()))))
        {
            return entries;
        }

        for (int i = 0; i < count; i++)
        {
            ulong key = table[(i * words) + words - 2];
            ulong value = values.IsNull ? table[(i * words) + words - 1] : apart[i];
            if (key != 0 && value != 0)
                entries.Add((new UserAddress(key), new UserAddress(value)));
        }

        return entries;
    }

    private bool TryReadShape(UserAddress keys, out UserAddress start, out int words, out int count)
    {
        start = UserAddress.Null;
        words = WithHash;
        count = 0;
        Span<byte> header = stackalloc byte[_offsets.KeysIndices];
        if (!objects.TryRead(keys, header))
            return false;
        long entries = MemoryMarshal.Read<long>(header[_offsets.KeysEntryCount..]);
        long indexBytes;
        if (_offsets.KeysLog2IndexBytes >= 0)
        {
            int log = header[_offsets.KeysLog2IndexBytes];
            if (log > 40)
                return false;
            indexBytes = 1L << log;
            words = header[_offsets.KeysKind] == 0 ? WithHash : WithoutHash;
        }
        else
        {
            long size = MemoryMarshal.Read<long>(header[_offsets.KeysSize..]);
            indexBytes = size * (size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffff_ffff ? 4 : 8);
        }

        if (entries < 0 || indexBytes <= 0)
            return false;
        start = keys + (ulong)(_offsets.KeysIndices + indexBytes);
        count = (int)Math.Min(entries, MaxEntries);
        return true;
    }
}
