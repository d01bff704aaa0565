using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads attributes that an instance of a Python class keeps in its dict, or in values that stand for one (Objects/dictobject.c, "Splitting
/// out the values"). Where these are has changed with almost every version.
/// </summary>
internal sealed class AttributeReader(ObjectReader objects)
{
    // Py_TPFLAGS_INLINE_VALUES (3.13), Py_TPFLAGS_MANAGED_DICT (3.11), Include/object.h.
    private const ulong InlineValues = 1 << 2, ManagedDict = 1 << 4;

    // struct _dictvalues (3.13): capacity, size, embedded, valid.
    private const int ValidAt = 3;

    private const ulong Word = sizeof(ulong);

    private readonly PythonOffsets _offsets = objects.Offsets;

    /// <summary>An attribute of an object; null when it has none of that name.</summary>
    public UserAddress Find(UserAddress value, string name)
    {
        UserAddress type = objects.TypeOf(value);
        if (type.IsNull || !objects.TryRead(type + (ulong)_offsets.TypeFlags, out ulong flags))
            return UserAddress.Null;
        UserAddress dict = UserAddress.Null, values = UserAddress.Null;
        if (_offsets.Minor >= 11 && (flags & ManagedDict) != 0)
            FindManaged(value, type, flags, out dict, out values);
        else if (objects.TryRead(type + (ulong)_offsets.TypeDictOffset, out long offset) && offset > 0)
            dict = objects.Pointer(value + (ulong)offset);
        if (!dict.IsNull)
            return objects.Dicts.Find(dict, name);
        if (values.IsNull)
            return UserAddress.Null;
        UserAddress keys = objects.Pointer(type + (ulong)_offsets.HeapTypeCachedKeys);
        foreach ((UserAddress key, UserAddress found) in objects.Dicts.Entries(keys, values))
        {
            if (objects.IsText(key, name))
                return found;
        }

        return UserAddress.Null;
    }

    // Both stand before the object, in front of the garbage collector's two words (pycore_object.h).
    private void FindManaged(UserAddress value, UserAddress type, ulong flags, out UserAddress dict, out UserAddress values)
    {
        values = UserAddress.Null;
        bool isFreeThreaded = _offsets.ObjectSize > 16;
        dict = objects.Pointer(new UserAddress(value.Value - ((isFreeThreaded ? 1u : 3u) * Word)));
        switch (_offsets.Minor)
        {
            case 11:
                values = objects.Pointer(new UserAddress(value.Value - (4 * Word)));
                break;
            case 12 when (dict.Value & 1) != 0: // PyDictOrValues: marked as values
                values = dict + 1;
                dict = UserAddress.Null;
                break;
            case >= 13 when dict.IsNull && (flags & InlineValues) != 0
                && objects.TryRead(type + (ulong)_offsets.TypeBasicSize, out long size) && size > 0
                && objects.TryRead(value + (ulong)(size + ValidAt), out byte isValid) && isValid != 0:
                values = value + (ulong)size;
                break;
        }

        if (!values.IsNull)
            values += (ulong)_offsets.DictValuesItems;
    }
}
