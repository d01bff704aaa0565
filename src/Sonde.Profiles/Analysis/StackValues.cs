namespace Sonde.Profiles.Analysis;

/// <summary>
/// The stacks of a profile with what one sample type says about them: the value of each with all that it calls, and the
/// stacks one call deeper. Stacks that no sample has are left out.
/// </summary>
internal sealed class StackValues
{
    private const int Unused = -1, Used = -2;

    private readonly StackValue[] _rows;

    public StackValues(Profile profile, FrameTable frames, int sampleType, bool keepZeroes)
    {
        PrefixTree<LocationId> stacks = profile.Stacks;
        _rows = new StackValue[stacks.Count];
        foreach (ref StackValue row in _rows.AsSpan())
            row.Line = Unused;
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            long value = profile.ValuesOf(sample)[sampleType];
            if (value == 0 && !keepZeroes)
                continue;
            ref StackValue row = ref _rows[profile.StackOf(sample).Index];
            row.Line = Used;
            row.Total += value;
        }

        (HasEmptyStack, OfEmptyStack) = (_rows[0].Line == Used, _rows[0].Total);
        // A stack's caller stands before it, so that what is put in front of the callees of one caller keeps their order.
        for (int stack = stacks.Count - 1; stack > 0; stack--)
        {
            ref StackValue row = ref _rows[stack];
            if (row.Line == Unused)
                continue;
            row.Line = frames.LinesOf(stacks.Item(stack))[0];
            ref StackValue caller = ref _rows[stacks.Parent(stack)];
            caller.Line = Used;
            caller.Total += row.Total;
            row.NextCallee = caller.FirstCallee;
            caller.FirstCallee = stack;
            Count++;
        }
    }

    /// <summary>True when there are samples without a stack.</summary>
    public bool HasEmptyStack { get; }

    /// <summary>The value of the samples without a stack.</summary>
    public long OfEmptyStack { get; }

    /// <summary>Number of stacks that have samples, or call one that has.</summary>
    public int Count { get; }

    /// <summary>One of them; stack 0 calls all outermost ones.</summary>
    public ref StackValue this[int stack] => ref _rows[stack];
}
