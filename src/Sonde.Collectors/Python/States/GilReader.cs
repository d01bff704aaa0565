using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads who holds the GIL, of each interpreter that has one of its own, with one system call. One thread at a time; nothing is allocated by
/// a read.
/// </summary>
internal sealed class GilReader
{
    /// <summary>
    /// Bytes of <c>struct _gil_runtime_state</c> (Include/internal/pycore_gil.h) at most: interval, holder, switch number and two pairs of a
    /// pthread condition and a mutex, which are 48 and 40 bytes in glibc and musl.
    /// </summary>
    private const ulong Length = 216;

    private readonly ProcessMemory _memory;
    private readonly PythonOffsets _offsets;
    private UserAddress[] _gils = [];
    private RemoteRange[] _ranges = [];
    private byte[] _buffer = [];
    private ulong[] _holders = [];

    public GilReader(ProcessMemory memory, PythonOffsets offsets)
    {
        _memory = memory;
        _offsets = offsets;
    }

    /// <summary>Thread states that held a GIL at the last <see cref="Read"/>; 0 in the place of a GIL that was free.</summary>
    public ReadOnlySpan<ulong> Holders => _holders;

    /// <summary>True when there is a GIL at all.</summary>
    public bool Exists => _gils.Length > 0;

    /// <summary>True when some thread held a GIL at the last <see cref="Read"/>.</summary>
    public bool IsHeld => Holders.ContainsAnyExcept(0UL);

    /// <summary>Sets which GILs there are.</summary>
    public void SetAddresses(ReadOnlySpan<UserAddress> gils)
    {
        if (gils.SequenceEqual(_gils))
            return;
        _gils = gils.ToArray();
        _ranges = Array.ConvertAll(_gils, gil => new RemoteRange(gil, (nuint)StateLength));
        _buffer = new byte[_gils.Length * StateLength];
        _holders = new ulong[_gils.Length];
    }

    /// <summary>Reads who holds them.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public void Read()
    {
        int read = _memory.Read(_ranges, _buffer);
        for (int i = 0; i < _gils.Length; i++)
        {
            ReadOnlySpan<byte> gil = _buffer.AsSpan(i * StateLength, StateLength);
            bool isHeld = read >= (i + 1) * StateLength && MemoryMarshal.Read<int>(gil[_offsets.GilLocked..]) == 1;
            _holders[i] = isHeld ? MemoryMarshal.Read<ulong>(gil[_offsets.GilLastHolder..]) : 0;
        }
    }

    /// <summary>True when a thread state held its GIL at the last <see cref="Read"/>.</summary>
    public bool IsHolder(UserAddress state) => !state.IsNull && _holders.AsSpan().Contains(state.Value);

    /// <summary>True when an address lies in a GIL: a thread that waits for a futex there waits for the GIL.</summary>
    public bool Covers(ulong address)
    {
        foreach (UserAddress gil in _gils)
        {
            if (address >= gil.Value && address - gil.Value < Length)
                return true;
        }

        return false;
    }

    private int StateLength => Math.Max(_offsets.GilLastHolder + sizeof(ulong), _offsets.GilLocked + sizeof(int));
}
