using System.Buffers.Binary;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Native;

/// <summary>
/// Finds the callers of a thread that waits in a system call, of which only the stack pointer and the instruction are known.
/// Call frame information leads up as far as no other register is needed. From there on, a caller is accepted when the call before the return address goes to the very function that was called; where calls are
/// indirect, the next valid chain of frame pointers is taken up, and what lies between is missing.
/// </summary>
/// <param name="memory">The process's memory.</param>
/// <param name="names">Names of its code; null to do with call frame information alone, which is faster.</param>
/// <param name="maps">What is mapped.</param>
/// <param name="code">The code for the unwinder; null where there is none for this processor.</param>
internal sealed class StackScanner(ProcessMemory memory, CodeNames? names, IReadOnlyList<MemoryMap> maps, CodeMap? code)
{
    private const int MaxBytes = 64 * 1024, WordLength = sizeof(ulong), MaxFrames = 1024;

    // Functions that wait keep less than this on the stack before they call the kernel.
    private const int MaxFrameBytes = 8 * 1024;

    private readonly CallSite _callSite = new(memory);
    private readonly Unwinder _unwinder = new();
    private readonly ulong[] _frames = new ulong[MaxFrames];
    private readonly byte[] _stack = new byte[MaxBytes];
    private ulong _base;
    private int _words;

    /// <summary>Walks a stack.</summary>
    /// <param name="stackPointer">Where the stack begins.</param>
    /// <param name="instruction">The innermost address.</param>
    /// <param name="addresses">Receives the addresses, the innermost first; of callers the byte before the return address.</param>
    /// <returns>What is missing, in words; null when the stack is complete.</returns>
    public string? Walk(ulong stackPointer, ulong instruction, List<ulong> addresses)
    {
        addresses.Clear();
        addresses.Add(instruction);
        if (!TryReadStack(stackPointer))
            return "the stack cannot be read";
        int word = 0;
        if (code is not null && TryUnwind(instruction, code, addresses, out word))
            return null;
        return names is null ? "frames at the end may be missing" : Scan(names, word, addresses);
    }

    // Follows call frame information. True when the last frame found is the outermost; else its stack begins at the word.
    private bool TryUnwind(ulong instruction, CodeMap modules, List<ulong> addresses, out int word)
    {
        var top = new UserAddress(_base);
        int count = _unwinder.UnwindWaiting(
            new UserAddress(instruction), ref top, _stack.AsSpan(0, _words * WordLength), modules, _frames, out UnwindStop stop);
        addresses.Clear();
        addresses.AddRange(_frames.AsSpan(0, count));
        // A signal handler on a stack of its own leads to one that was not copied.
        word = (int)Math.Min((ulong)_words, (top.Value - _base) / WordLength);
        return stop == UnwindStop.EndOfStack;
    }

    private string? Scan(CodeNames names, int word, List<ulong> addresses)
    {
        bool skipped = false;
        while (addresses.Count < MaxFrames && !ThreadRoots.IsRoot(names.FunctionName(addresses[^1])))
        {
            if (TryFindCaller(names, addresses[^1], word, out int at))
            {
                addresses.Add(Word(at) - 1);
                word = at + 1;
                continue;
            }

            int chain = FindChain(names, word);
            if (chain < 0)
                return skipped ? "frames are missing in the middle and at the end" : "frames at the end may be missing";
            skipped |= chain > word;
            word = FollowChain(names, chain, addresses);
            if (!ThreadRoots.IsRoot(names.FunctionName(addresses[^1])))
                break; // the chain's own end: where threads begin there is no frame pointer
        }

        return skipped ? "frames without frame pointer are missing in the middle" : null;
    }

    private bool TryReadStack(ulong stackPointer)
    {
        foreach (MemoryMap map in maps)
        {
            if (!map.Contains(new UserAddress(stackPointer)) || stackPointer % WordLength != 0)
                continue;
            _base = stackPointer;
            int length = (int)Math.Min(MaxBytes, map.End.Value - stackPointer);
            _words = memory.Read([new RemoteRange(new UserAddress(stackPointer), (nuint)length)], _stack) / WordLength;
            return _words > 0;
        }

        return false;
    }

    // The lowest return address whose call goes to the function: callees' slots lie below and are gone.
    private bool TryFindCaller(CodeNames names, ulong callee, int from, out int at)
    {
        ulong function = names.FunctionStart(callee);
        int end = Math.Min(_words, from + (MaxFrameBytes / WordLength));
        for (at = from; function != 0 && at < end; at++)
        {
            if (names.IsCode(Word(at)) && _callSite.IsReturnAddress(Word(at), out ulong target) && target == function)
                return true;
        }

        return false;
    }

    // Index of the first saved frame pointer that begins a chain of at least two frames.
    private int FindChain(CodeNames names, int from)
    {
        for (int at = from; at + 1 < _words; at++)
        {
            if (IsFrame(names, at) && Next(at) is { } next && IsFrame(names, next))
                return at;
        }

        return -1;
    }

    private int FollowChain(CodeNames names, int at, List<ulong> addresses)
    {
        int end = at;
        for (int? frame = at; frame is { } index && IsFrame(names, index) && addresses.Count < MaxFrames; frame = Next(index))
        {
            addresses.Add(Word(index + 1) - 1);
            end = index + 2;
            if (ThreadRoots.IsStart(names.FunctionName(addresses[^1])))
                break;
        }

        return end;
    }

    // A frame: the caller's frame pointer, then a return address.
    private bool IsFrame(CodeNames names, int at) =>
        at + 1 < _words && names.IsCode(Word(at + 1)) && _callSite.IsReturnAddress(Word(at + 1), out _);

    // Frame pointers only ever point further up the stack.
    private int? Next(int at)
    {
        ulong pointer = Word(at);
        return pointer > _base + ((ulong)at * WordLength) && pointer % WordLength == 0
            && (pointer - _base) / WordLength < (ulong)_words
            ? (int)((pointer - _base) / WordLength)
            : null;
    }

    private ulong Word(int index) => BinaryPrimitives.ReadUInt64LittleEndian(_stack.AsSpan(index * WordLength));
}
