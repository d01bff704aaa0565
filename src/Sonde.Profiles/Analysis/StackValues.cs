namespace Sonde.Profiles.Analysis;

/// <summary>
/// The stacks of a profile with what one sample type says about them: the value of each with all that it calls, and the
/// stacks one call deeper. Stacks that no sample has are left out.
/// </summary>
internal sealed class StackValues
{
    private readonly bool[] _isUsed;
    private readonly long[] _totals;

    // Stacks one call deeper, those of one caller side by side: _starts[s].._starts[s + 1] are those of s.
    private readonly int[] _starts;
    private readonly int[] _callees;

    public StackValues(Profile profile, int sampleType, bool keepZeroes)
    {
        PrefixTree<LocationId> stacks = profile.Stacks;
        _isUsed = new bool[stacks.Count];
        _totals = new long[stacks.Count];
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            long value = profile.ValuesOf(sample)[sampleType];
            int stack = profile.StackOf(sample).Index;
            if (value == 0 && !keepZeroes)
                continue;
            _isUsed[stack] = true;
            _totals[stack] += value;
        }

        (HasEmptyStack, OfEmptyStack) = (_isUsed[0], _totals[0]);
        _starts = new int[stacks.Count + 1];
        // A stack's caller stands before it.
        for (int stack = stacks.Count - 1; stack > 0; stack--)
        {
            if (!_isUsed[stack])
                continue;
            int caller = stacks.Parent(stack);
            _isUsed[caller] = true;
            _totals[caller] += _totals[stack];
            _starts[caller + 1]++;
        }

        for (int i = 1; i < _starts.Length; i++)
            _starts[i] += _starts[i - 1];
        _callees = new int[_starts[^1]];
        // Backwards, each from the end of its group: callees keep their order, and _starts[s + 1] ends as the start of s.
        for (int stack = stacks.Count - 1; stack > 0; stack--)
        {
            if (_isUsed[stack])
                _callees[--_starts[stacks.Parent(stack) + 1]] = stack;
        }

        _starts.AsSpan(1).CopyTo(_starts);
        _starts[^1] = _callees.Length;
    }

    /// <summary>True when there are samples without a stack.</summary>
    public bool HasEmptyStack { get; }

    /// <summary>The value of the samples without a stack.</summary>
    public long OfEmptyStack { get; }

    /// <summary>Number of stacks that have samples, or call one that has.</summary>
    public int Count => _callees.Length;

    /// <summary>The value of a stack with all that it calls; of stack 0, of everything.</summary>
    public long Total(int stack) => _totals[stack];

    /// <summary>The stacks one call deeper.</summary>
    public ReadOnlySpan<int> Callees(int stack) => _callees.AsSpan(_starts[stack], _starts[stack + 1] - _starts[stack]);
}
