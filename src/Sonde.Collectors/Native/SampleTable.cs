using System.Runtime.InteropServices;
using Sonde.Collectors.Native.Receivers;
using Sonde.Linux.Unwind;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>
/// Counts raw stacks: addresses that nobody has named yet. Stacks that share their beginnings share memory. A sample allocates
/// only when the table has to grow.
/// </summary>
internal sealed class SampleTable
{
    // About 150 MB. Only a program whose stacks are noise gets there.
    private const int MaxNodes = 4 << 20;

    /// <summary>First address of the kernel's half.</summary>
    public const ulong KernelHalf = 1UL << 63;

    // Enough for every UnwindStop, and one for a chain that continues.
    private const int StopBits = 4, RootBits = StopBits + 1;
    private const ulong ContinuedBit = 1UL << StopBits;

    /// <summary>The node of a stack that had no room.</summary>
    public const int NoRoom = -1;

    private readonly Dictionary<(int Stack, int Thread, int Detail), (long Count, long Value)> _sums = [];
    private readonly Dictionary<SampleDetail, int> _detailIds = [];
    private readonly List<SampleDetail> _details = [];

    /// <summary>Address spaces with how the walk ended (the roots: <see cref="RootOf"/>), then addresses from the outermost caller on.</summary>
    public PrefixTree<ulong> Stacks { get; } = new();

    /// <summary>How often each stack was seen in each thread with each detail (by its place in <see cref="Details"/>), and what it is worth.</summary>
    public IReadOnlyDictionary<(int Stack, int Thread, int Detail), (long Count, long Value)> Sums => _sums;

    /// <summary>What was seen besides stacks and threads.</summary>
    public IReadOnlyList<SampleDetail> Details => _details;

    /// <summary>Samples of all stacks.</summary>
    public long Total { get; private set; }

    /// <summary>Samples that had no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>True for an address of the kernel.</summary>
    public static bool IsKernel(ulong address) => address >= KernelHalf;

    /// <summary>The root of an address space's stacks.</summary>
    /// <param name="space">The address space.</param>
    /// <param name="end">How the walk ended.</param>
    public static ulong RootOf(AddressSpace space, WalkEnd end) =>
        (ulong)space.Id << RootBits | (end.IsContinued ? ContinuedBit : 0) | (end.Stop is { } cause ? (ulong)cause + 1 : 0);

    /// <summary>The opposite of <see cref="RootOf"/>.</summary>
    public static (int Space, WalkEnd End) ReadRoot(ulong root)
    {
        ulong cause = root & (ContinuedBit - 1);
        UnwindStop? stop = cause == 0 ? null : (UnwindStop)(cause - 1);
        return ((int)(root >> RootBits), new WalkEnd(stop, (root & ContinuedBit) != 0));
    }

    /// <summary>Enters a stack.</summary>
    /// <param name="space">Where it was seen.</param>
    /// <param name="end">How the walk ended.</param>
    /// <param name="user">The program's frames, the innermost first, each as it is to be looked up.</param>
    /// <param name="kernel">The kernel's, the innermost first, as return addresses.</param>
    /// <returns>Its node, or <see cref="NoRoom"/>.</returns>
    public int Enter(AddressSpace space, WalkEnd end, ReadOnlySpan<ulong> user, ReadOnlySpan<ulong> kernel)
    {
        if (Stacks.Count > MaxNodes)
            return NoRoom;
        space.IsUsed = true;
        int node = Stacks.Add(0, RootOf(space, end));
        for (int i = user.Length - 1; i >= 0; i--)
            node = Stacks.Add(node, user[i]);
        // The innermost address is where the thread is; all others are return addresses, and the byte before them belongs to
        // the call (which may be the last instruction of its function).
        for (int i = kernel.Length - 1; i >= 0; i--)
            node = Stacks.Add(node, i == 0 ? kernel[i] : kernel[i] - 1);
        return node;
    }

    /// <summary>Enters a stack of which nothing is known but the program.</summary>
    public int EnterEmpty(AddressSpace space) => Enter(space, WalkEnd.OfChain, [], []);

    /// <summary>Forgets the sums, but no stack: their nodes stay valid.</summary>
    public void ClearSums() => _sums.Clear();

    /// <summary>Counts one sample.</summary>
    /// <param name="stack">Its node, or <see cref="NoRoom"/>.</param>
    /// <param name="thread">Index of the thread.</param>
    /// <param name="detail">What else is known.</param>
    /// <param name="value">What it is worth.</param>
    public void Count(int stack, int thread, in SampleDetail detail, long value)
    {
        Total++;
        if (stack == NoRoom)
        {
            Dropped++;
            return;
        }

        ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(_detailIds, detail, out bool isKnown);
        if (!isKnown)
        {
            id = _details.Count;
            _details.Add(detail);
        }

        ref (long Count, long Value) sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (stack, thread, id), out _);
        sum = (sum.Count + 1, sum.Value + value);
    }
}
