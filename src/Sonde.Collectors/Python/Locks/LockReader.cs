using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Finds the lock that a blocked thread waits for, and the locks that threads hold in <c>with</c> statements. A lock is among what the thread's
/// frames have on their value stacks; that it is the right one is told by the address that the thread waits for (<c>futex(2)</c>).
/// </summary>
internal sealed class LockReader(ObjectReader objects)
{
    /// <summary>More words of one frame are not looked at.</summary>
    private const int MaxWords = 1024;

    private readonly PythonOffsets _offsets = objects.Offsets;
    private readonly Dictionary<ulong, byte[]> _exceptionTables = [];

    /// <summary>The lock that a thread waits for; null when it waits for none that is on its stack.</summary>
    /// <param name="leaf">Its innermost frame of Python code.</param>
    /// <param name="futex">The address that it waits for.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public FoundLock? FindAwaited(in PythonFrame leaf, ulong futex)
    {
        // Since 3.13 a thread may wait on a semaphore of its own, behind the address of what it is parked at (Python/parking_lot.c).
        ulong parkedAt = _offsets.Minor >= 13 ? objects.Pointer(new UserAddress(futex - sizeof(ulong))).Value : 0;
        ulong[] words = WordsOf(leaf);
        for (int i = words.Length - 1; i >= 0; i--)
        {
            UserAddress candidate = StackReference.Untag(words[i], _offsets, out _);
            foreach (UserAddress found in (ReadOnlySpan<UserAddress>)[candidate, SelfOf(candidate)])
            {
                string? type = found.IsNull ? null : objects.TypeNameOf(found);
                if (type is "lock" or "RLock" && IsAt(found, futex, parkedAt))
                    return new FoundLock(found, type == "RLock", type == "RLock" ? OwnerOf(found) : null);
            }
        }

        return null;
    }

    /// <summary>The locks in whose <c>with</c> statements a frame is.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="entered">Filled with the locks' addresses; a lock that the frame is only about to take may be among them.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public void AddHeld(in PythonFrame frame, List<UserAddress> entered)
    {
        ulong[] words = WordsOf(frame);
        int live = LiveWords(frame, words.Length);
        for (int i = LocalsOf(frame); i < live; i++)
        {
            UserAddress value = StackReference.Untag(words[i], _offsets, out _);
            // Up to 3.13 the bound __exit__; then __exit__ and behind it the lock that it is of.
            UserAddress owner = SelfOf(value, "__exit__");
            if (owner.IsNull && i + 1 < live && IsExit(value))
                owner = StackReference.Untag(words[i + 1], _offsets, out _);
            if (!owner.IsNull && objects.TypeNameOf(owner) is "lock" or "RLock")
                entered.Add(owner);
        }
    }

    // Behind the header of both kinds: the address of a semaphore, or a PyMutex itself, which others are parked at (Lock since 3.13, RLock
    // since 3.14).
    private bool IsAt(UserAddress found, ulong futex, ulong parkedAt)
    {
        UserAddress state = found + (ulong)_offsets.ObjectSize;
        return state.Value == parkedAt || objects.Pointer(state).Value == futex;
    }

    // rlockobject: lock, rlock_owner, rlock_count (Modules/_threadmodule.c); 3.14: _PyRecursiveMutex: mutex, thread, level.
    private ulong? OwnerOf(UserAddress recursive) =>
        objects.TryRead(recursive + (ulong)_offsets.ObjectSize + sizeof(ulong), out ulong owner) && owner != 0 ? owner : null;

    /// <summary>The object that a method of C is bound to: <c>PyCFunctionObject</c> {header; m_ml; m_self}.</summary>
    private UserAddress SelfOf(UserAddress value, string? name = null)
    {
        if (value.IsNull || objects.TypeNameOf(value) != "builtin_function_or_method")
            return UserAddress.Null;
        UserAddress method = value + (ulong)_offsets.ObjectSize;
        if (name is not null)
        {
            // PyMethodDef begins with ml_name.
            Span<byte> actual = stackalloc byte[name.Length + 1];
            if (!objects.TryRead(objects.Pointer(objects.Pointer(method)), actual) || actual[^1] != 0
                || !System.Text.Ascii.Equals(actual[..^1], name))
            {
                return UserAddress.Null;
            }
        }

        return objects.Pointer(method + sizeof(ulong));
    }

    // PyDescrObject: header, d_type, d_name.
    private bool IsExit(UserAddress value) => objects.TypeNameOf(value) == "method_descriptor"
        && objects.IsText(objects.Pointer(value + (ulong)_offsets.ObjectSize + sizeof(ulong)), "__exit__");

    private int LocalsOf(in PythonFrame frame)
    {
        if (_offsets.CodeLocals >= 0)
            return objects.TryRead(frame.Code + (ulong)_offsets.CodeLocals, out int locals) ? Math.Clamp(locals, 0, MaxWords) : MaxWords;
        ulong first = frame.Address.Value + (ulong)_offsets.FrameHeaderSize, stack = objects.Pointer(frame.Address + (ulong)_offsets.FrameValueStack).Value;
        return stack < first ? MaxWords : (int)Math.Min((stack - first) / sizeof(ulong), MaxWords);
    }

    private ulong[] WordsOf(in PythonFrame frame)
    {
        int stack = objects.TryRead(frame.Code + (ulong)_offsets.CodeStackSize, out int size) ? size : 0;
        var words = new ulong[Math.Clamp(LocalsOf(frame) + stack, 0, MaxWords)];
        return objects.TryRead(frame.Address + (ulong)_offsets.FrameHeaderSize, MemoryMarshal.AsBytes(words.AsSpan())) ? words : [];
    }

    /// <summary>How many words are in use for certain: what lies above may be left over. Up to 3.10 that is not known.</summary>
    private int LiveWords(in PythonFrame frame, int words)
    {
        if (!_offsets.HasDataStack)
            return 0;
        UserAddress top = frame.Address + (ulong)_offsets.FrameStackTop;
        if (_offsets.Minor >= 14)
        {
            ulong first = frame.Address.Value + (ulong)_offsets.FrameHeaderSize, pointer = objects.Pointer(top).Value;
            return pointer >= first && pointer - first <= (ulong)words * sizeof(ulong) ? (int)((pointer - first) / sizeof(ulong)) : 0;
        }

        if (frame.AwaitsCallee && objects.TryRead(top, out int used))
            return Math.Clamp(used, 0, words);
        // In C code the frame does not keep its depth; its handlers tell the least that it has.
        return frame.CodeObject is { } code && code.TryGetUnit(frame.Instruction, out int unit)
            ? Math.Clamp(LocalsOf(frame) + ExceptionTable.DepthAt(ExceptionTableOf(frame.Code), unit), 0, words)
            : 0;
    }

    private byte[] ExceptionTableOf(UserAddress code)
    {
        const int Longest = 1 << 16;
        if (_exceptionTables.TryGetValue(code.Value, out byte[]? table))
            return table;
        // co_exceptiontable stands before co_flags (_PyCode_DEF in Include/cpython/code.h).
        UserAddress bytes = objects.Pointer(code + (ulong)(_offsets.CodeFlags - sizeof(ulong)));
        table = objects.TryRead(bytes + (ulong)_offsets.BytesSize, out long length) && length is > 0 and <= Longest ? new byte[length] : [];
        if (!objects.TryRead(bytes + (ulong)_offsets.BytesData, table))
            table = [];
        return _exceptionTables[code.Value] = table;
    }
}
