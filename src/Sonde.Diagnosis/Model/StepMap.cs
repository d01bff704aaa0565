using System.Diagnostics.CodeAnalysis;

namespace Sonde.Diagnosis.Model;

/// <summary>
/// A map of which each moment of a cluster has its own, though few entries differ from one moment to the next: they share what is the
/// same. A map may be changed until the next one is made of it. Not for several threads at once while it is changed.
/// </summary>
internal sealed class StepMap<TKey, TValue>
    where TKey : notnull
{
    // How many differences are carried on, and looked up first, before all is copied once: with n entries, copying costs n for each of
    // these many changes, and carrying on costs as many as these for each step.
    private const int LeastDifferences = 64;

    private readonly Dictionary<TKey, TValue> _all;
    private readonly Dictionary<TKey, (bool IsHere, TValue? Value)>? _differences;

    /// <summary>An empty map.</summary>
    public StepMap()
        : this([])
    {
    }

    /// <summary>A map of its own, which takes over a dictionary.</summary>
    public StepMap(Dictionary<TKey, TValue> all) => (_all, Count) = (all, all.Count);

    private StepMap(Dictionary<TKey, TValue> all, Dictionary<TKey, (bool, TValue?)> differences, int count) =>
        (_all, _differences, Count) = (all, differences, count);

    /// <summary>How many entries it has.</summary>
    public int Count { get; private set; }

    /// <summary>The keys, in no order.</summary>
    public IEnumerable<TKey> Keys => Entries.Select(entry => entry.Key);

    /// <summary>The values, in no order.</summary>
    public IEnumerable<TValue> Values => Entries.Select(entry => entry.Value);

    private IEnumerable<KeyValuePair<TKey, TValue>> Entries => _differences is null or { Count: 0 }
        ? _all
        : _all.Where(entry => !_differences.ContainsKey(entry.Key))
            .Concat(_differences.Where(entry => entry.Value.IsHere).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Value!)));

    /// <summary>Sets the value of a key.</summary>
    public TValue this[TKey key]
    {
        set
        {
            if (!TryGetValue(key, out _))
                Count++;
            if (_differences is null)
                _all[key] = value;
            else
                _differences[key] = (true, value);
        }
    }

    /// <summary>The value of a key, if it has one.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_differences is null || !_differences.TryGetValue(key, out (bool IsHere, TValue? Value) difference))
            return _all.TryGetValue(key, out value);
        value = difference.Value;
        return difference.IsHere;
    }

    /// <summary>The value of a key; the default where it has none.</summary>
    public TValue? GetValueOrDefault(TKey key) => TryGetValue(key, out TValue? value) ? value : default;

    /// <summary>Takes a key out, if it is in.</summary>
    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!TryGetValue(key, out value))
            return false;
        Count--;
        if (_differences is null)
            _all.Remove(key);
        else
            _differences[key] = (false, default);
        return true;
    }

    /// <summary>Takes a key out, if it is in.</summary>
    public bool Remove(TKey key) => Remove(key, out _);

    /// <summary>A map that may be changed without changing this one, which must not be changed any more.</summary>
    public StepMap<TKey, TValue> Next()
    {
        if (_differences is null || _differences.Count <= Math.Max(LeastDifferences, 4 * Math.Sqrt(_all.Count)))
            return new StepMap<TKey, TValue>(_all, _differences is null ? [] : new(_differences), Count);
        var all = new Dictionary<TKey, TValue>(_all);
        foreach ((TKey key, (bool isHere, TValue? value)) in _differences)
        {
            if (isHere)
                all[key] = value!;
            else
                all.Remove(key);
        }

        return new StepMap<TKey, TValue>(all, [], Count);
    }
}
