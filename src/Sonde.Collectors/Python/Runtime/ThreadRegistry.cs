using System.Runtime.InteropServices;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// The thread states of all interpreters of one process, matched with the kernel's threads. The lists are walked only when
/// their heads say that a thread was made, or when a thread state turned out to be gone. One thread at a time.
/// </summary>
internal sealed class ThreadRegistry
{
    /// <summary>More are not believed: the list was changed while it was walked.</summary>
    private const int MaxThreads = 65_536, MaxInterpreters = 1024;

    private readonly ProcFileSystem _proc;
    private readonly ProcessId _process;
    private readonly ProcessMemory _memory;
    private readonly PythonRuntime _runtime;
    private readonly PythonOffsets _offsets;
    private readonly bool _keepsNativeIds;
    private readonly ThreadIdentities _identities;
    private readonly List<InterpreterThread> _threads = [];
    private readonly List<ulong> _interpreters = [];
    private readonly List<UserAddress> _gils = [];
    private readonly Dictionary<long, ThreadId> _byNativeId = [];
    private readonly List<byte> _newHeads = [];
    private RemoteRange[] _headRanges = [];
    private byte[] _heads = [];
    private byte[] _headsNow = [];

    public ThreadRegistry(ProcFileSystem proc, ProcessId process, ProcessMemory memory, PythonRuntime runtime)
    {
        _proc = proc;
        _process = process;
        _memory = memory;
        _runtime = runtime;
        _offsets = runtime.Offsets ?? throw new ArgumentException("the version is not supported", nameof(runtime));
        _keepsNativeIds = _offsets.ThreadNativeId >= 0;
        _identities = new ThreadIdentities(memory);
    }

    /// <summary>The threads found by the last <see cref="Refresh"/>.</summary>
    public IReadOnlyList<InterpreterThread> Threads => _threads;

    /// <summary>True while some thread state could not be matched with a thread: it has just begun, or just ended.</summary>
    public bool HasUnmatched { get; private set; }

    /// <summary>True when a thread or an interpreter was made since the last <see cref="Refresh"/>. One system call.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public bool HasChanged() =>
        _headRanges.Length == 0 || _memory.Read(_headRanges, _headsNow) != _headsNow.Length
        || !_headsNow.AsSpan().SequenceEqual(_heads);

    /// <summary>Walks the lists of interpreters and threads.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public void Refresh()
    {
        _threads.Clear();
        _interpreters.Clear();
        _newHeads.Clear();
        HasUnmatched = false;
        MapNativeIds();
        _identities.Begin();
        UserAddress list = _runtime.Address + (ulong)_offsets.RuntimeInterpretersHead;
        Span<ulong> head = stackalloc ulong[2];
        if (_memory.TryRead(list, out ulong interpreter))
        {
            _newHeads.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in interpreter)));
            while (interpreter != 0 && _interpreters.Count < MaxInterpreters && !_interpreters.Contains(interpreter)
                && _memory.TryRead(new UserAddress(interpreter) + (ulong)_offsets.InterpreterNextThreadId, out head[0])
                && _memory.TryRead(new UserAddress(interpreter) + (ulong)_offsets.InterpreterThreadsHead, out head[1]))
            {
                _interpreters.Add(interpreter);
                // Kept from before the walk: a thread that is made during it shows as a change.
                _newHeads.AddRange(MemoryMarshal.AsBytes(head));
                AddThreads(new UserAddress(interpreter), head[1]);
                if (!_memory.TryRead(new UserAddress(interpreter) + (ulong)_offsets.InterpreterNext, out interpreter))
                    break;
            }
        }

        RememberHeads(list);
    }

    /// <summary>The GILs of the interpreters found by the last <see cref="Refresh"/>; empty when the build has none.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public ReadOnlySpan<UserAddress> FindGils()
    {
        _gils.Clear();
        if (_offsets.RuntimeGil >= 0)
            _gils.Add(_runtime.Address + (ulong)_offsets.RuntimeGil);
        foreach (ulong interpreter in _offsets.InterpreterGil >= 0 ? _interpreters : [])
        {
            if (_memory.TryRead(new UserAddress(interpreter) + (ulong)_offsets.InterpreterGil, out ulong gil) && gil != 0
                && !_gils.Contains(new UserAddress(gil)) && IsEnabled(gil))
            {
                _gils.Add(new UserAddress(gil));
            }
        }

        return CollectionsMarshal.AsSpan(_gils);
    }

    // A free-threaded build has a GIL as well, which is off unless the program or an extension wants it.
    private bool IsEnabled(ulong gil) => _offsets.GilEnabled < 0
        || (_memory.TryRead(new UserAddress(gil) + (ulong)_offsets.GilEnabled, out int enabled) && enabled != 0);

    private void AddThreads(UserAddress interpreter, ulong address)
    {
        int identityAt = _keepsNativeIds ? _offsets.ThreadNativeId : _offsets.ThreadIdentity, first = _threads.Count;
        int length = Math.Max(
            Math.Max(_offsets.ThreadNativeId, _offsets.ThreadIdentity), Math.Max(_offsets.ThreadNext, _offsets.ThreadInterpreter)) + sizeof(ulong);
        Span<byte> state = stackalloc byte[length];
        for (int i = 0; address != 0 && i < MaxThreads; i++)
        {
            if (!_memory.TryRead(new UserAddress(address), state)
                || MemoryMarshal.Read<ulong>(state[_offsets.ThreadInterpreter..]) != interpreter.Value)
            {
                HasUnmatched = true; // the list was changed while it was walked
                break;
            }

            long identity = MemoryMarshal.Read<long>(state[identityAt..]);
            if ((_keepsNativeIds && _byNativeId.TryGetValue(identity, out ThreadId thread)) || TryIdentify(state, first, out thread))
                _threads.Add(new InterpreterThread(new UserAddress(address), identity, thread));
            else
                HasUnmatched = true;
            address = MemoryMarshal.Read<ulong>(state[_offsets.ThreadNext..]);
        }
    }

    /// <summary>
    /// Finds a thread by its <c>pthread_t</c>: up to 3.10 there is nothing else, and a child of a program that forks without telling the
    /// interpreter (uWSGI without threads) has the kernel's ID of the thread that forked it.
    /// </summary>
    private bool TryIdentify(ReadOnlySpan<byte> state, int firstOfInterpreter, out ThreadId thread)
    {
        var descriptor = new UserAddress(MemoryMarshal.Read<ulong>(state[_offsets.ThreadIdentity..]));
        if (!_byNativeId.TryGetValue(_identities.FindNativeId(descriptor, _byNativeId), out thread))
            return false;
        // States of the parent's other threads are still in a child's list; a new thread may have got the descriptor of one of them.
        ThreadId found = thread;
        return !_keepsNativeIds || _threads.FindIndex(firstOfInterpreter, known => known.Thread == found) < 0;
    }

    /// <summary>
    /// CPython keeps what <c>gettid</c> said in the target's own PID namespace; in a container that is another number than ours.
    /// </summary>
    private void MapNativeIds()
    {
        _byNativeId.Clear();
        bool isForeign = _proc.TryReadStatus(_process) is { NamespaceProcessIds.Count: > 1 };
        foreach (ThreadId thread in _proc.ReadThreads(_process))
        {
            long nativeId = isForeign
                ? _proc.TryReadStatus(new ProcessId(thread.Value))?.InnermostId ?? -1
                : thread.Value;
            _byNativeId[nativeId] = thread;
        }
    }

    private void RememberHeads(UserAddress list)
    {
        _heads = [.. _newHeads];
        _headsNow = new byte[_heads.Length];
        _headRanges = new RemoteRange[1 + (2 * _interpreters.Count)];
        _headRanges[0] = new RemoteRange(list, sizeof(ulong));
        for (int i = 0; i < _interpreters.Count; i++)
        {
            var interpreter = new UserAddress(_interpreters[i]);
            _headRanges[(2 * i) + 1] = new RemoteRange(interpreter + (ulong)_offsets.InterpreterNextThreadId, sizeof(ulong));
            _headRanges[(2 * i) + 2] = new RemoteRange(interpreter + (ulong)_offsets.InterpreterThreadsHead, sizeof(ulong));
        }
    }
}
