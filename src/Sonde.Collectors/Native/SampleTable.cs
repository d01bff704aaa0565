using System.Runtime.InteropServices;
using Sonde.Linux.Perf;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>
/// Counts raw stacks: addresses that nobody has named yet. Stacks that share their beginnings share memory. A sample allocates
/// only when the table has to grow.
/// </summary>
internal sealed class SampleTable(int maxStack)
{
    // About 150 MB. Only a program whose stacks are noise gets there.
    private const int MaxNodes = 4 << 20;

    private const ulong KernelHalf = 1UL << 63;

    private readonly Dictionary<(int Stack, int Thread), long> _counts = [];

    /// <summary>Address spaces' IDs (the roots), then addresses from the outermost caller on.</summary>
    public PrefixTree<ulong> Stacks { get; } = new();

    /// <summary>How often each stack was seen in each thread.</summary>
    public IReadOnlyDictionary<(int Stack, int Thread), long> Counts => _counts;

    /// <summary>Samples of all stacks.</summary>
    public long Total { get; private set; }

    /// <summary>Samples that had no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Samples whose stack was deeper than the kernel walks.</summary>
    public long Truncated { get; private set; }

    /// <summary>True for an address of the kernel.</summary>
    public static bool IsKernel(ulong address) => address >= KernelHalf;

    /// <summary>Counts one sample.</summary>
    /// <param name="space">Where it was taken.</param>
    /// <param name="thread">Index of the thread.</param>
    /// <param name="chain">The kernel's call chain: innermost first, with marks.</param>
    /// <param name="includeKernel">Keep the kernel's part.</param>
    public void Add(AddressSpace space, int thread, ReadOnlySpan<ulong> chain, bool includeKernel)
    {
        Total++;
        if (Stacks.Count > MaxNodes)
        {
            Dropped++;
            return;
        }

        int kernelEnd = 0, userStart = chain.Length;
        int frames = 0;
        for (int i = 0; i < chain.Length; i++)
        {
            if (chain[i] < PerfContext.Max)
                frames++;
            else if (chain[i] == PerfContext.User)
                userStart = Math.Min(userStart, i + 1);
            else if (chain[i] == PerfContext.Kernel && kernelEnd == 0)
                kernelEnd = i + 1;
        }

        if (frames >= maxStack)
            Truncated++;
        int node = Stacks.Add(0, (ulong)space.Id);
        node = AddUserFrames(node, chain[userStart..]);
        if (includeKernel && kernelEnd > 0)
            node = AddKernelFrames(node, chain[kernelEnd..]);
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, (node, thread), out _)++;
    }

    // The innermost address is where the thread is; all others are return addresses, and the byte before them belongs to the
    // call (which may be the last instruction of its function).
    private int AddUserFrames(int node, ReadOnlySpan<ulong> addresses)
    {
        int count = 0;
        while (count < addresses.Length && addresses[count] != 0 && !IsKernel(addresses[count]))
            count++;
        for (int i = count - 1; i >= 0; i--)
            node = Stacks.Add(node, i == 0 ? addresses[i] : addresses[i] - 1);
        return node;
    }

    private int AddKernelFrames(int node, ReadOnlySpan<ulong> addresses)
    {
        int count = 0;
        while (count < addresses.Length && addresses[count] < PerfContext.Max)
            count++;
        for (int i = count - 1; i >= 0; i--)
            node = Stacks.Add(node, i == 0 ? addresses[i] : addresses[i] - 1);
        return node;
    }
}
