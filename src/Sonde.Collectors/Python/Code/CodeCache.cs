using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// The code objects of one process by address. An entry is only as good as its last check: the memory of a freed code object
/// is reused, so that each sample compares the objects it saw with what was read before
/// (<see cref="TryVerify"/>). One thread at a time.
/// </summary>
internal sealed class CodeCache
{
    /// <summary>Longer location tables are not believed.</summary>
    private const int MaxLineTable = 1 << 20;

    /// <summary>How many bytes of a location table are compared later.</summary>
    private const int MaxLineTablePiece = 512;

    /// <summary>More code units in one code object are not believed.</summary>
    private const int MaxUnits = 1 << 24;

    private const int PiecesPerCode = 4;

    private readonly ProcessMemory _memory;
    private readonly PythonOffsets _offsets;
    private readonly TextReader _texts;
    private readonly Dictionary<ulong, PythonCode> _codes = [];
    private readonly Dictionary<ulong, PythonText> _textCache = [];
    private readonly RemoteRange[] _ranges = new RemoteRange[ProcessMemory.MaxRanges];
    private readonly RemotePiece[] _pieces = new RemotePiece[ProcessMemory.MaxRanges];
    private byte[] _buffer = new byte[1 << 16];
    private UserAddress _codeType;
    private long _check;

    public CodeCache(ProcessMemory memory, PythonOffsets offsets)
    {
        _memory = memory;
        _offsets = offsets;
        _texts = new TextReader(memory, offsets);
    }

    /// <summary>Finds a code object that was read before.</summary>
    public bool TryGet(UserAddress address, [NotNullWhen(true)] out PythonCode? code) => _codes.TryGetValue(address.Value, out code);

    /// <summary>Reads a code object, or reads it again; null when none is there.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public PythonCode? Read(UserAddress address)
    {
        _codes.Remove(address.Value);
        int headerLength = Math.Max(_offsets.CodeInstructions, _offsets.CodeLineTable) + sizeof(ulong);
        Span<byte> header = stackalloc byte[headerLength];
        if (address.IsNull || (address.Value & 7) != 0 || !_memory.TryRead(address, header) || !IsCodeType(At(header, _offsets.ObjectType)))
            return null;
        long units = CountUnits(header);
        UserAddress tableAddress = At(header, _offsets.CodeLineTable);
        if (units is <= 0 or > MaxUnits
            || ReadText(At(header, _offsets.CodeQualifiedName >= 0 ? _offsets.CodeQualifiedName : _offsets.CodeName)) is not { } name
            || ReadText(At(header, _offsets.CodeFileName)) is not { } file
            || ReadLineTable(tableAddress) is not { } table)
        {
            return null;
        }

        int firstLine = IntAt(header, _offsets.CodeFirstLine);
        var code = new PythonCode
        {
            Address = address,
            // Up to 3.10 frames count from the first instruction.
            Instructions = _offsets.HasDataStack ? address + (ulong)_offsets.CodeInstructions : UserAddress.Null,
            ThreadBytecodes = _offsets.CodeThreadBytecode >= 0 ? address + (ulong)_offsets.CodeThreadBytecode : UserAddress.Null,
            QualifiedName = name,
            FileName = file,
            FirstLine = firstLine,
            FirstTraceable = _offsets.CodeFirstTraceable >= 0 ? IntAt(header, _offsets.CodeFirstTraceable) : 0,
            FrameLength = FrameWords(header) * sizeof(ulong),
            Places = DecodePlaces(table, firstLine, (int)units),
            Header = MakeHeaderPiece(address, header),
            LineTable = MakeLineTablePiece(tableAddress, table),
        };
        _codes.Add(address.Value, code);
        return code;
    }

    /// <summary>
    /// Compares code objects, their names and location tables with what was read before: true when all are the same.
    /// Those that are not are forgotten.
    /// </summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public bool TryVerify(ReadOnlySpan<PythonCode> codes)
    {
        _check++;
        bool allSame = true;
        int pieces = 0, bytes = 0;
        foreach (PythonCode code in codes)
        {
            if (code.VerifiedIn == _check)
                continue;
            code.VerifiedIn = _check;
            if (pieces + PiecesPerCode > ProcessMemory.MaxRanges)
            {
                allSame &= Compare(pieces, bytes);
                pieces = bytes = 0;
            }

            AddPiece(code.Header, ref pieces, ref bytes);
            AddPiece(code.LineTable, ref pieces, ref bytes);
            AddPiece(code.QualifiedName.Piece, ref pieces, ref bytes);
            AddPiece(code.FileName.Piece, ref pieces, ref bytes);
        }

        allSame &= Compare(pieces, bytes);
        if (allSame)
            return true;
        foreach (PythonCode code in codes)
        {
            if (code.Header.ComparedIn != _check || code.LineTable.ComparedIn != _check
                || code.QualifiedName.Piece.ComparedIn != _check || code.FileName.Piece.ComparedIn != _check)
            {
                Forget(code);
            }
        }

        return false;
    }

    private static UserAddress At(ReadOnlySpan<byte> bytes, int offset) => new(MemoryMarshal.Read<ulong>(bytes[offset..]));

    private static int IntAt(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<int>(bytes[offset..]);

    private void AddPiece(RemotePiece piece, ref int pieces, ref int bytes)
    {
        if (piece.ComparedIn == _check)
            return;
        piece.ComparedIn = _check;
        _ranges[pieces] = piece.Range;
        _pieces[pieces++] = piece;
        bytes += piece.Length;
    }

    private bool Compare(int count, int bytes)
    {
        if (_buffer.Length < bytes)
            _buffer = new byte[bytes * 2];
        bool allSame = true;
        for (int first = 0; first < count;)
        {
            int read = _memory.Read(_ranges.AsSpan(first, count - first), _buffer);
            int at = 0;
            while (first < count && at + _pieces[first].Length <= read)
            {
                RemotePiece piece = _pieces[first++];
                if (!piece.IsSame(_buffer.AsSpan(at, piece.Length)))
                {
                    piece.ComparedIn = 0;
                    allSame = false;
                }

                at += piece.Length;
            }

            if (first < count)
            {
                // Not mapped any longer; the rest is read in another call.
                _pieces[first++].ComparedIn = 0;
                allSame = false;
            }
        }

        return allSame;
    }

    private void Forget(PythonCode code)
    {
        _codes.Remove(code.Address.Value);
        _textCache.Remove(code.QualifiedName.Piece.Range.Address.Value);
        _textCache.Remove(code.FileName.Piece.Range.Address.Value);
    }

    private bool IsCodeType(UserAddress type)
    {
        if (!_codeType.IsNull || type.IsNull)
            return type == _codeType && !type.IsNull;
        Span<byte> name = stackalloc byte[sizeof(ulong)];
        if (!_memory.TryRead(type + (ulong)_offsets.TypeName, out ulong address) || !_memory.TryRead(new UserAddress(address), name)
            || !name.StartsWith("code\0"u8))
        {
            return false;
        }

        _codeType = type;
        return true;
    }

    private int FrameWords(ReadOnlySpan<byte> header) => _offsets switch
    {
        { CodeFrameSize: >= 0 } => IntAt(header, _offsets.CodeFrameSize),
        { HasDataStack: true } => IntAt(header, _offsets.CodeLocals) + IntAt(header, _offsets.CodeStackSize) + _offsets.FrameSpecialWords,
        _ => 0,
    };

    private long CountUnits(ReadOnlySpan<byte> header)
    {
        const int UnitSize = 2;
        if (_offsets.CodeUnits >= 0)
            return MemoryMarshal.Read<long>(header[_offsets.CodeUnits..]);
        return _memory.TryRead(At(header, _offsets.CodeInstructions) + (ulong)_offsets.BytesSize, out long bytes) ? bytes / UnitSize : 0;
    }

    private SourcePlace[] DecodePlaces(byte[] table, int firstLine, int units) => _offsets.Minor switch
    {
        <= 9 => LineNumberTable.DecodeLnotab(table, firstLine, units),
        10 => LineNumberTable.DecodeRanges(table, firstLine, units),
        _ => Sonde.Collectors.Python.LineTable.Decode(table, firstLine, units),
    };

    /// <summary>
    /// Where a thread's own copy of the bytecode begins (free-threaded builds since 3.14): null when there is none.
    /// </summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public UserAddress FindBytecode(PythonCode code, int index)
    {
        if (index <= 0 || code.ThreadBytecodes.IsNull || !_memory.TryRead(code.ThreadBytecodes, out ulong array) || array == 0
            || !_memory.TryRead(new UserAddress(array) + (ulong)_offsets.BytecodesSize, out long size) || index >= size
            || !_memory.TryRead(new UserAddress(array) + (ulong)_offsets.BytecodesEntries + ((ulong)index * sizeof(ulong)), out ulong start))
        {
            return UserAddress.Null;
        }

        return new UserAddress(start);
    }

    /// <summary>Texts are shared by code objects: one piece for all, so that it is compared once.</summary>
    private PythonText? ReadText(UserAddress address)
    {
        PythonText? text = _texts.TryRead(address);
        if (text is null)
            return null;
        ulong key = text.Piece.Range.Address.Value;
        if (_textCache.TryGetValue(key, out PythonText? known) && known.Value == text.Value)
            return known;
        _textCache[key] = text;
        return text;
    }

    private byte[]? ReadLineTable(UserAddress address)
    {
        if (address.IsNull || !_memory.TryRead(address + (ulong)_offsets.BytesSize, out long length) || length is < 0 or > MaxLineTable)
            return null;
        var bytes = new byte[length];
        return _memory.TryRead(address + (ulong)_offsets.BytesData, bytes) ? bytes : null;
    }

    // From the type to the location table; between co_flags and the argument counts 3.11 keeps a counter that changes.
    private RemotePiece MakeHeaderPiece(UserAddress address, ReadOnlySpan<byte> header)
    {
        int start = _offsets.ObjectType, end = _offsets.CodeLineTable + sizeof(ulong);
        int counter = Math.Max(_offsets.CodeWarmup - start, 0), counterEnd = _offsets.CodeWarmup < 0 ? 0 : counter + sizeof(int);
        return new RemotePiece(address + (ulong)start, header[start..end], counter, counterEnd);
    }

    private RemotePiece MakeLineTablePiece(UserAddress address, byte[] table)
    {
        ReadOnlySpan<byte> bytes = table.AsSpan(0, Math.Min(table.Length, MaxLineTablePiece));
        return new RemotePiece(address + (ulong)_offsets.BytesData, bytes, 0, 0);
    }
}
