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
    /// <param name="end">How the walk ended.</param>
    /// <returns>The frames, the innermost first, each as it is to be looked up; valid until the next call.</returns>
    public ReadOnlySpan<ulong> Walk(in PerfRecord record, AddressSpace space, out WalkEnd end) =>
        Walk(record.Callchain, RegisterSet.PerfX64Mask, record.UserRegisters, record.UserStack, space, out end);

    /// <summary>Walks the stack of a sample whose parts are known.</summary>
    /// <param name="callchain">The kernel's chain, with marks.</param>
    /// <param name="mask">The registers that were copied, as perf numbers them.</param>
    /// <param name="values">Their values; empty where none were copied.</param>
    /// <param name="stack">The copied stack, from the stack pointer on.</param>
    /// <param name="space">Where it was taken.</param>
    /// <param name="end">How the walk ended.</param>
    /// <returns>The frames, the innermost first, each as it is to be looked up; valid until the next call.</returns>
    public ReadOnlySpan<ulong> Walk(
        ReadOnlySpan<ulong> callchain, ulong mask, ReadOnlySpan<ulong> values, ReadOnlySpan<byte> stack, AddressSpace space,
        out WalkEnd end)
    {
        ReadOnlySpan<ulong> chain = UserPart(callchain);
        if (values.IsEmpty)
        {
            end = WalkEnd.OfChain;
            return Append(0, chain);
        }

        RegisterSet registers = RegisterSet.FromPerfX64(mask, values);
        var start = new UserAddress(registers.StackPointer);
        int count = _unwinder.Unwind(registers, stack, start, space.GetCode(_tables), _frames, out UnwindStop cause);
        end = new WalkEnd(cause, IsContinued: false);
        ReadOnlySpan<ulong> rest = Continuation(chain, registers, count, cause);
        if (rest.IsEmpty)
            return _frames.AsSpan(0, count);
        // Whatever holds no frame pointer leads out of all code.
        if (cause is not (UnwindStop.StackTruncated or UnwindStop.UnmappedPc) && !space.TryFind(rest[0] - 1, out _))
            return _frames.AsSpan(0, count);
        end = new WalkEnd(cause, IsContinued: true);
        return Append(count, rest);
    }

    /// <summary>
    /// The kernel could read on where the copy ends, or lies on another stack: where its chain met the same frame, the rest of
    /// it continues ours.
    /// </summary>
    private ReadOnlySpan<ulong> Continuation(ReadOnlySpan<ulong> chain, in RegisterSet registers, int count, UnwindStop cause)
    {
        if (cause is not (UnwindStop.StackTruncated or UnwindStop.UnmappedPc or UnwindStop.ForeignStack or UnwindStop.NoUnwindInfo))
            return [];
        int met = chain.IndexOf(count > 1 ? _frames[count - 1] + 1 : _frames[0]);
        // What a signal has interrupted, the chain does not have; but the trampoline before it, and its caller.
        if (met < 0 && cause == UnwindStop.ForeignStack && count > 1)
            met = chain.IndexOf(_frames[count - 2]);
        // No frame since has touched the frame pointer: C code that Go has called.
        if (met < 0 && cause == UnwindStop.ForeignStack && _unwinder.FramePointer == registers.FramePointer)
            met = 0;
        return met < 0 ? [] : chain[(met + 1)..];
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
    private ReadOnlySpan<ulong> Append(int count, scoped ReadOnlySpan<ulong> chain)
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
