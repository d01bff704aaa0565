using System.Runtime.CompilerServices;
using Sonde.Linux.Memory;

namespace Sonde.Linux.Unwind;

/// <summary>
/// Walks up a thread's stack from a copy of its registers and of its stack, by call frame information, or by frame pointers
/// where code has none. Reads nothing of the target but the files it has mapped. Belongs to one thread; allocates nothing
/// for a walk over modules that it has met before.
/// </summary>
public sealed class Unwinder
{
    private readonly RowCache _cache = new();
    private readonly FullUnwinder _full = new();

    /// <summary>How many frames could not be found by address in the cache of rows.</summary>
    public long CacheMisses => _cache.Misses;

    /// <summary>
    /// The frame pointer with which the last <see cref="Unwind(in RegisterSet, ReadOnlySpan{byte}, UserAddress, CodeMap, Span{ulong}, out UnwindStop)"/> ended: where a chain of frame pointers goes on that leads to
    /// another stack than the copied one.
    /// </summary>
    public ulong FramePointer { get; private set; }

    /// <summary>Walks up a stack.</summary>
    /// <param name="registers">The thread's registers; rip, rsp and rbp must be known.</param>
    /// <param name="stack">A copy of its stack, from <paramref name="stackStart"/> on towards higher addresses.</param>
    /// <param name="stackStart">Address of the copy's first byte.</param>
    /// <param name="modules">The process's code.</param>
    /// <param name="frames">
    /// Receives one address for each frame, the innermost first, as it must be looked up: the thread's own instruction
    /// pointer, that of a frame interrupted by a signal and a signal trampoline's are exact; of a caller it is the return
    /// address - 1, which lies in the call and not behind it (the call may be the last instruction of its function).
    /// </param>
    /// <param name="stop">Why the walk ended.</param>
    /// <returns>How many frames were found; at least the first, if there is room for it.</returns>
    public int Unwind(
        in RegisterSet registers, ReadOnlySpan<byte> stack, UserAddress stackStart, CodeMap modules, Span<ulong> frames,
        out UnwindStop stop) => Unwind(registers, stack, stackStart, modules, frames, [], out stop);

    /// <summary>Walks up a stack and tells where in memory each frame lies.</summary>
    /// <param name="registers">As for the other overload.</param>
    /// <param name="stack">As for the other overload.</param>
    /// <param name="stackStart">As for the other overload.</param>
    /// <param name="modules">As for the other overload.</param>
    /// <param name="frames">As for the other overload.</param>
    /// <param name="stackPointers">
    /// Receives for each frame the address where its own part of the stack begins; it ends where the next frame's begins. As long
    /// as <paramref name="frames"/>, or empty.
    /// </param>
    /// <param name="stop">Why the walk ended.</param>
    /// <returns>How many frames were found.</returns>
    public int Unwind(
        in RegisterSet registers, ReadOnlySpan<byte> stack, UserAddress stackStart, CodeMap modules, Span<ulong> frames,
        Span<ulong> stackPointers, out UnwindStop stop)
    {
        var copy = new StackCopy(stack, stackStart.Value);
        var frame = new Frame(registers[X64.Rip], registers[X64.Rsp], registers[X64.Rbp]);
        uint version = modules.Version;
        int count = 0;
        bool isGuess = false;
        while (count < frames.Length)
        {
            ulong address = frame.LookupAddress;
            if (!_cache.TryGet(address, version, out UnwindRow row) && !TryFindRow(address, frame.IsCaller, modules, out row))
            {
                // What was followed was no frame, then.
                stop = isGuess ? UnwindStop.NoUnwindInfo : UnwindStop.UnmappedPc;
                if (count == 0)
                    Add(address, frame.StackPointer, ref count, frames, stackPointers);
                FramePointer = frame.FramePointer;
                return count;
            }

            Add(frame.AddressToShow(row), frame.StackPointer, ref count, frames, stackPointers);
            if (row.Rule == CfaRule.Full)
                return UnwindFully(registers, copy, modules, frames, stackPointers, out stop);
            if (!frame.TryMoveUp(row, copy, out stop))
            {
                FramePointer = frame.FramePointer;
                return count;
            }

            isGuess = row.Rule == CfaRule.None || (row.Flags & UnwindRowFlags.IsGuessed) != 0;
        }

        stop = UnwindStop.TooDeep;
        FramePointer = frame.FramePointer;
        return count;
    }

    /// <summary>
    /// Walks up a stack and tells where in memory each frame lies, and what was in its registers when it made its call. Slower than the
    /// others by an order of magnitude.
    /// </summary>
    /// <param name="registers">The thread's registers, all of them.</param>
    /// <param name="stack">As for the other overloads.</param>
    /// <param name="stackStart">As for the other overloads.</param>
    /// <param name="modules">As for the other overloads.</param>
    /// <param name="frames">As for the other overloads.</param>
    /// <param name="stackPointers">As for the other overload.</param>
    /// <param name="preserved">
    /// Receives for each frame the <see cref="RegisterSet.PreservedCount"/> registers that the functions it called have preserved; 0 for those
    /// that are not known.
    /// </param>
    /// <param name="stop">Why the walk ended.</param>
    /// <returns>How many frames were found.</returns>
    public int Unwind(
        in RegisterSet registers, ReadOnlySpan<byte> stack, UserAddress stackStart, CodeMap modules, Span<ulong> frames,
        Span<ulong> stackPointers, Span<ulong> preserved, out UnwindStop stop)
    {
        int count = _full.Unwind(registers, new StackCopy(stack, stackStart.Value), modules, frames, stackPointers, preserved, out stop);
        FramePointer = _full.FramePointer;
        return count;
    }

    /// <summary>
    /// Walks up the stack of a thread of which only instruction and stack pointer are known, as of one that waits in a system
    /// call. The frame pointer is known from the first frame on that has saved its caller's.
    /// </summary>
    /// <param name="instruction">Where the thread is.</param>
    /// <param name="stackPointer">Its stack pointer, the address of the copy's first byte; receives that of the last frame found.</param>
    /// <param name="stack">A copy of its stack.</param>
    /// <param name="modules">The process's code.</param>
    /// <param name="frames">Receives the frames, as in <see cref="Unwind(in RegisterSet, ReadOnlySpan{byte}, UserAddress, CodeMap, Span{ulong}, out UnwindStop)"/>.</param>
    /// <param name="stop">Why the walk ended.</param>
    /// <returns>How many frames were found, at least the first if there is room for it; an address that is no code is none.</returns>
    public int UnwindWaiting(
        UserAddress instruction, ref UserAddress stackPointer, ReadOnlySpan<byte> stack, CodeMap modules, Span<ulong> frames,
        out UnwindStop stop)
    {
        var copy = new StackCopy(stack, stackPointer.Value);
        var frame = new Frame(instruction.Value, stackPointer.Value, 0);
        bool knowsFramePointer = false;
        for (int count = 0; count < frames.Length;)
        {
            ulong address = frame.LookupAddress;
            if (!_cache.TryGet(address, modules.Version, out UnwindRow row) && !TryFindRow(address, frame.IsCaller, modules, out row))
            {
                stop = UnwindStop.UnmappedPc;
                if (count == 0)
                    frames[count++] = address;
                return count;
            }

            frames[count++] = frame.AddressToShow(row);
            ulong current = frame.StackPointer;
            stackPointer = new UserAddress(current);
            if (row.Rule is CfaRule.Full or CfaRule.StackSwitch || (!knowsFramePointer && row.NeedsFramePointer))
            {
                stop = UnwindStop.UnknownRegister;
                return count;
            }

            if (!frame.TryMoveUp(row, copy, out stop))
                return count;
            // What a frame seems to have saved below its stack pointer was popped again, into the register that is not known.
            knowsFramePointer |= row.Rule == CfaRule.SignalFrame || ((row.Flags & UnwindRowFlags.SavesFramePointer) != 0
                && frame.StackPointer + (ulong)row.FramePointerOffset >= current);
        }

        stop = UnwindStop.TooDeep;
        return frames.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ulong address, ulong stackPointer, ref int count, Span<ulong> frames, Span<ulong> stackPointers)
    {
        if (!stackPointers.IsEmpty)
            stackPointers[count] = stackPointer;
        frames[count++] = address;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int UnwindFully(
        in RegisterSet registers, StackCopy stack, CodeMap modules, Span<ulong> frames, Span<ulong> stackPointers, out UnwindStop stop)
    {
        int count = _full.Unwind(registers, stack, modules, frames, stackPointers, [], out stop);
        FramePointer = _full.FramePointer;
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindRow(ulong address, bool isCaller, CodeMap modules, out UnwindRow row)
    {
        row = default;
        if (modules.Find(address) is not { } region)
            return false;
        row = region.GetRow(address, isCaller, modules.Tables);
        _cache.Set(address, modules.Version, row);
        return true;
    }
}
