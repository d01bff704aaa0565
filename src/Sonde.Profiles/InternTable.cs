namespace Sonde.Profiles;

/// <summary>Numbers distinct values in order of arrival: functions, mappings, locations. One writer at a time.</summary>
/// <typeparam name="T">The value.</typeparam>
internal sealed class InternTable<T>
    where T : struct, IEquatable<T>
{
    private readonly Dictionary<T, int> _indexes;

    /// <summary>Creates an empty table.</summary>
    public InternTable() => (_indexes, Items) = ([], []);

    private InternTable(InternTable<T> other) => (_indexes, Items) = (new Dictionary<T, int>(other._indexes), [.. other.Items]);

    /// <summary>The values in order.</summary>
    public List<T> Items { get; }

    /// <summary>The same values, to which others can be added.</summary>
    public InternTable<T> Copy() => new(this);

    /// <summary>Returns the index of a value, which is stored once.</summary>
    public int Add(T value)
    {
        if (!_indexes.TryGetValue(value, out int index))
        {
            index = Items.Count;
            Items.Add(value);
            _indexes.Add(value, index);
        }

        return index;
    }
}
