using System.Buffers.Binary;
using Sonde.Linux.Memory;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Reads the C stack of a thread that stands still, from its memory, and unwinds the copy later, when the thread may run again. Nothing
/// is allocated per stack. One thread at a time.
/// </summary>
internal sealed class CStackReader
{
    /// <summary>More of a stack is not copied: it would hold the thread for too long.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>What lies outside of the outermost activation of the evaluation loop: <c>main</c>, an embedding program.</summary>
    private const int OuterBytes = 16 << 10;

    private const int PageLength = 4096, MaxFrames = 16_384, WordLength = sizeof(ulong);

    private readonly byte[] _stack = new byte[MaxBytes];
    private readonly RemoteRange[] _ranges = new RemoteRange[(MaxBytes / PageLength) + 1];
    private readonly ulong[] _frames = new ulong[MaxFrames];
    private readonly ulong[] _stackPointers = new ulong[MaxFrames];
    private ulong[] _preserved = [];
    private readonly Unwinder _unwinder = new();
    private ProcessMemory? _memory;
    private ulong _start;
    private int _copied;
    private int _count;

    /// <summary>The frames, the innermost first, each as it is to be looked up.</summary>
    public ReadOnlySpan<ulong> Frames => _frames.AsSpan(0, _count);

    /// <summary>For each frame the address where its part of the stack begins.</summary>
    public ReadOnlySpan<ulong> StackPointers => _stackPointers.AsSpan(0, _count);

    /// <summary>The frames with their registers and the copy that they are in.</summary>
    public UnwoundStack Unwound => new(Frames, StackPointers, _preserved.AsSpan(0, _count * RegisterSet.PreservedCount), _stack.AsSpan(0, _copied));

    /// <summary>Begins a copy of a stack.</summary>
    /// <param name="memory">The process's memory.</param>
    /// <param name="stackPointer">Where the stack begins.</param>
    public void Begin(ProcessMemory memory, UserAddress stackPointer) =>
        (_memory, _start, _copied, _count) = (memory, stackPointer.Value, 0, 0);

    /// <summary>Reads on to the end of the stack, if that is not too far.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public void CopyAll() => CopyBeyond(new UserAddress(_start + MaxBytes));

    /// <summary>Reads on to the callers of what lies at an address, if that is not too far.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public void CopyBeyond(UserAddress address)
    {
        ulong distance = unchecked(address.Value - _start);
        if (distance > MaxBytes)
            distance = address.Value > _start ? (ulong)MaxBytes : 0;
        int wanted = Math.Min(MaxBytes, (int)distance + OuterBytes);
        int count = 0;
        // Page by page: where the stack's mapping ends, what lies before it is still copied.
        for (ulong at = _start + (ulong)_copied, end = _start + (ulong)wanted; at < end;)
        {
            ulong next = Math.Min(end, (at & ~(ulong)(PageLength - 1)) + PageLength);
            _ranges[count++] = new RemoteRange(new UserAddress(at), (nuint)(next - at));
            at = next;
        }

        if (count > 0 && _memory is { } memory)
            _copied += memory.Read(_ranges.AsSpan(0, count), _stack.AsSpan(_copied));
    }

    /// <summary>A word of the copy; false when it was not copied.</summary>
    public bool TryReadWord(UserAddress address, out ulong word)
    {
        ulong offset = unchecked(address.Value - _start);
        bool isCopied = offset + WordLength <= (ulong)_copied && offset < (ulong)_copied;
        word = isCopied ? BinaryPrimitives.ReadUInt64LittleEndian(_stack.AsSpan((int)offset)) : 0;
        return isCopied;
    }

    /// <summary>True when an address was not copied because it is too far away.</summary>
    public bool IsTooFar(UserAddress address) => address.Value > _start && address.Value - _start > MaxBytes - WordLength;

    /// <summary>Unwinds the copy.</summary>
    /// <param name="registers">The thread's registers.</param>
    /// <param name="code">The process's code.</param>
    /// <param name="withRegisters">Find also the registers of each frame, for <see cref="Unwound"/>.</param>
    /// <returns>Why the walk ended.</returns>
    public UnwindStop Unwind(in RegisterSet registers, CodeMap code, bool withRegisters)
    {
        if (withRegisters)
        {
            if (_preserved.Length == 0)
                _preserved = new ulong[MaxFrames * RegisterSet.PreservedCount];
            _count = _unwinder.Unwind(
                registers, _stack.AsSpan(0, _copied), new UserAddress(_start), code, _frames, _stackPointers, _preserved, out UnwindStop end);
            return end;
        }

        _count = _unwinder.Unwind(
            registers, _stack.AsSpan(0, _copied), new UserAddress(_start), code, _frames, _stackPointers, out UnwindStop stop);
        return stop;
    }
}
