using System.Runtime.InteropServices;
using Sonde.Linux.Memory;
using Sonde.Linux.Perf;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Native;

/// <summary>
/// Finds the user part of a sample's stack: by unwinding the copied registers and stack, and where that cannot go on by the
/// chain of frame pointers that the kernel walked. Belongs to one thread; allocates nothing for a sample.
/// </summary>
/// <param name="maxStack">Frames the kernel walks at most.</param>
internal sealed class StackWalker(int maxStack)
{
    private const int MaxFrames = 1024;

    private readonly UnwindTableCache _tables = new();
    private readonly Unwinder _unwinder = new();
    private readonly ulong[] _frames = new ulong[MaxFrames];

    /// <summary>True where there is an unwinder for this processor.</summary>
    public static bool IsSupported => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Samples whose chain of frame pointers was longer than the kernel walks.</summary>
    public long Truncated { get; private set; }

    /// <summary>What the unwinder knows of an address space's code.</summary>
    public CodeMap CodeOf(AddressSpace space) => space.GetCode(_tables);

    /// <summary>Walks the stack of a sample.</summary>
    /// <param name="record">The sample.</param>
    /// <param name="space">Where it was taken.</param>
    /// <param name="stop">Why the unwinder ended; null where frame pointers were followed.</param>
    /// <returns>The frames, the innermost first, each as it is to be looked up; valid until the next call.</returns>
    public ReadOnlySpan<ulong> Walk(in PerfRecord record, AddressSpace space, out UnwindStop? stop) =>
        Walk(record.Callchain, RegisterSet.PerfX64Mask, record.UserRegisters, record.UserStack, space, out stop);

    /// <summary>Walks the stack of a sample whose parts are known.</summary>
    /// <param name="callchain">The kernel's chain, with marks.</param>
    /// <param name="mask">The registers that were copied, as perf numbers them.</param>
    /// <param name="values">Their values; empty where none were copied.</param>
    /// <param name="stack">The copied stack, from the stack pointer on.</param>
    /// <param name="space">Where it was taken.</param>
    /// <param name="stop">Why the unwinder ended; null where frame pointers were followed.</param>
    /// <returns>The frames, the innermost first, each as it is to be looked up; valid until the next call.</returns>
    public ReadOnlySpan<ulong> Walk(
        ReadOnlySpan<ulong> callchain, ulong mask, ReadOnlySpan<ulong> values, ReadOnlySpan<byte> stack, AddressSpace space,
        out UnwindStop? stop)
    {
        ReadOnlySpan<ulong> chain = UserPart(callchain);
        if (values.IsEmpty)
        {
            stop = null;
            return Append(0, chain);
        }

        RegisterSet registers = RegisterSet.FromPerfX64(mask, values);
        var start = new UserAddress(registers.StackPointer);
        int count = _unwinder.Unwind(registers, stack, start, space.GetCode(_tables), _frames, out UnwindStop cause);
        stop = cause;
        if (cause is not (UnwindStop.StackTruncated or UnwindStop.UnmappedPc))
            return _frames.AsSpan(0, count);
        // The kernel could read on where the copy ends: where it met the same frame, the rest of its chain continues ours.
        int met = chain.IndexOf(count > 1 ? _frames[count - 1] + 1 : _frames[0]);
        if (met < 0 || met == chain.Length - 1)
            return _frames.AsSpan(0, count);
        stop = null;
        return Append(count, chain[(met + 1)..]);
    }

    /// <summary>The kernel's part of a call chain, the innermost address first.</summary>
    public static ReadOnlySpan<ulong> KernelPart(ReadOnlySpan<ulong> chain)
    {
        int start = chain.IndexOf(PerfContext.Kernel);
        return start < 0 ? [] : UpToMark(chain[(start + 1)..]);
    }

    private static ReadOnlySpan<ulong> UserPart(ReadOnlySpan<ulong> chain)
    {
        int start = chain.IndexOf(PerfContext.User);
        return start < 0 ? [] : UpToMark(chain[(start + 1)..]);
    }

    private static ReadOnlySpan<ulong> UpToMark(ReadOnlySpan<ulong> addresses)
    {
        int end = 0;
        while (end < addresses.Length && addresses[end] < PerfContext.Max)
            end++;
        return addresses[..end];
    }

    /// <summary>Adds return addresses behind frames that are there; a chain's first address is where the thread is.</summary>
    private ReadOnlySpan<ulong> Append(int count, ReadOnlySpan<ulong> chain)
    {
        if (chain.Length >= maxStack)
            Truncated++;
        foreach (ulong address in chain)
        {
            if (count == MaxFrames || address == 0 || SampleTable.IsKernel(address))
                break;
            _frames[count] = count == 0 ? address : address - 1;
            count++;
        }

        return _frames.AsSpan(0, count);
    }
}
