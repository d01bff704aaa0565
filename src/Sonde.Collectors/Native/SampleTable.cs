using System.Runtime.InteropServices;
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

    private const ulong KernelHalf = 1UL << 63;

    // Enough for every UnwindStop, and one for a chain that continues.
    private const int StopBits = 4, RootBits = StopBits + 1;
    private const ulong ContinuedBit = 1UL << StopBits;

    private readonly Dictionary<(int Stack, int Thread), long> _counts = [];

    /// <summary>Address spaces with how the walk ended (the roots: <see cref="RootOf"/>), then addresses from the outermost caller on.</summary>
    public PrefixTree<ulong> Stacks { get; } = new();

    /// <summary>How often each stack was seen in each thread.</summary>
    public IReadOnlyDictionary<(int Stack, int Thread), long> Counts => _counts;

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

    /// <summary>Counts one sample.</summary>
    /// <param name="space">Where it was taken.</param>
    /// <param name="end">How the walk ended.</param>
    /// <param name="thread">Index of the thread.</param>
    /// <param name="user">The program's frames, the innermost first, each as it is to be looked up.</param>
    /// <param name="kernel">The kernel's, the innermost first, as return addresses.</param>
    public void Add(AddressSpace space, WalkEnd end, int thread, ReadOnlySpan<ulong> user, ReadOnlySpan<ulong> kernel)
    {
        Total++;
        if (Stacks.Count > MaxNodes)
        {
            Dropped++;
            return;
        }

        int node = Stacks.Add(0, RootOf(space, end));
        for (int i = user.Length - 1; i >= 0; i--)
            node = Stacks.Add(node, user[i]);
        // The innermost address is where the thread is; all others are return addresses, and the byte before them belongs to
        // the call (which may be the last instruction of its function).
        for (int i = kernel.Length - 1; i >= 0; i--)
            node = Stacks.Add(node, i == 0 ? kernel[i] : kernel[i] - 1);
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, (node, thread), out _)++;
    }
}
