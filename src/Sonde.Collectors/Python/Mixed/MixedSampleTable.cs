using System.Runtime.InteropServices;
using Sonde.Collectors.Native;
using Sonde.Linux.Unwind;
using Sonde.Profiles;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>Counts mixed stacks whose native frames nobody has named yet. A stack that was seen before allocates nothing.</summary>
internal sealed class MixedSampleTable
{
    private readonly Dictionary<MixedSample, (long Count, long Nanoseconds)> _sums = [];
    private readonly long[] _matches = new long[Enum.GetValues<FrameMatch>().Length];
    private long _taken;

    /// <summary>Address spaces (<see cref="SampleTable.RootOf"/>), then items (<see cref="MixedItem"/>) from the outermost on.</summary>
    public PrefixTree<ulong> Stacks { get; } = new();

    /// <summary>How often each was seen, and the CPU time it stands for.</summary>
    public IReadOnlyDictionary<MixedSample, (long Count, long Nanoseconds)> Sums => _sums;

    /// <summary>Samples taken, torn ones included. Readable from any thread.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Samples that contradicted themselves each time they were read; they are not shown.</summary>
    public long Torn { get; private set; }

    /// <summary>Samples matched so.</summary>
    public long Matches(FrameMatch match) => _matches[(int)match];

    /// <summary>Enters a stack.</summary>
    /// <param name="space">Where it was seen.</param>
    /// <param name="stop">How unwinding ended; null when nothing was unwound.</param>
    /// <param name="items">The frames of the program and of Python, the innermost first.</param>
    /// <param name="kernel">The kernel's, the innermost first, as return addresses.</param>
    public int Enter(AddressSpace space, UnwindStop? stop, ReadOnlySpan<ulong> items, ReadOnlySpan<ulong> kernel)
    {
        space.IsUsed = true;
        int node = Stacks.Add(0, SampleTable.RootOf(space, new WalkEnd(stop, IsContinued: false)));
        for (int i = items.Length - 1; i >= 0; i--)
            node = Stacks.Add(node, items[i]);
        for (int i = kernel.Length - 1; i >= 0; i--)
            node = Stacks.Add(node, kernel[i]);
        return node;
    }

    /// <summary>Counts a sample.</summary>
    public void Count(in MixedSample sample, long nanoseconds)
    {
        Interlocked.Increment(ref _taken);
        _matches[(int)sample.Match]++;
        Add(sample, 1, nanoseconds);
    }

    /// <summary>Forgets the sums, but no stack: their nodes stay valid.</summary>
    public void ClearSums() => _sums.Clear();

    /// <summary>Adds CPU time without a sample.</summary>
    public void AddTime(in MixedSample sample, long nanoseconds) => Add(sample, 0, nanoseconds);

    /// <summary>Counts a sample that is not shown.</summary>
    public void CountTorn()
    {
        Interlocked.Increment(ref _taken);
        Torn++;
    }

    private void Add(in MixedSample sample, long count, long nanoseconds)
    {
        ref (long Count, long Nanoseconds) sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, sample, out _);
        sum = (sum.Count + count, sum.Nanoseconds + nanoseconds);
    }
}
