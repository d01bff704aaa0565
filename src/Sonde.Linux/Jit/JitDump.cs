using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Jit;

/// <summary>
/// Generated code as a program describes it in a jitdump file, <c>jit-PID.dump</c>
/// (tools/perf/Documentation/jitdump-specification.txt, version 1): names, moves and source lines. Programs map the file's first
/// page, which is how it is found. Code bytes and unwinding information in it are passed over. One thread at a time.
/// </summary>
public sealed class JitDump : IDisposable
{
    private const uint Magic = 0x4A695444, Version = 1; // "JiTD"
    private const int HeaderLength = 40, PrefixLength = 16, MaxName = 4096;
    private const uint CodeLoad = 0, CodeMove = 1, CodeDebugInfo = 2;
    private const int MaxPending = 1 << 20;
    private const int LoadLength = 40, MoveLength = 48, DebugLength = 16;

    private readonly FileImage _image;
    private readonly CodeRanges _ranges = new();
    private readonly List<Code> _codes = [];
    private readonly Dictionary<ulong, int> _byIndex = [];
    private readonly Dictionary<ulong, (ulong Offset, ulong Entries)> _debug = [];
    private ulong _parsed;

    private JitDump(FileImage image, uint header)
    {
        _image = image;
        _parsed = header;
    }

    private readonly record struct Code(ulong NameOffset, ulong Start, ulong LoadedAt, ulong DebugOffset, ulong DebugEntries);

    /// <summary>How many pieces of code it describes, moved ones twice.</summary>
    public int Count => _ranges.Count;

    /// <summary>True for the name of such a file: <c>jit-123.dump</c>.</summary>
    public static bool IsName(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.StartsWith("jit-", StringComparison.Ordinal) && name.EndsWith(".dump", StringComparison.Ordinal);
    }

    /// <summary>Opens a file; null when it is no jitdump file of this byte order.</summary>
    /// <exception cref="TargetException">It cannot be opened.</exception>
    public static JitDump? TryOpen(string path) => TryOpen(FileImage.Open(path));

    /// <summary>Takes over an open file, which is closed when it is refused.</summary>
    /// <exception cref="TargetException">It is not a regular file.</exception>
    public static JitDump? TryOpen(SafeFileHandle handle, string path) => TryOpen(FileImage.Open(handle, path));

    /// <summary>Reads the records that have been added to the file since the last time.</summary>
    public void Refresh()
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        while (_image.TryRead(_parsed, prefix))
        {
            uint kind = BinaryPrimitives.ReadUInt32LittleEndian(prefix), size = BinaryPrimitives.ReadUInt32LittleEndian(prefix[4..]);
            // A record that is not whole yet ends with what the file has: its last byte must be there.
            if (size < PrefixLength || !_image.TryRead(_parsed + size - 1, prefix[..1]))
                return;
            ulong body = _parsed + PrefixLength;
            if (kind == CodeLoad)
                Load(body, size);
            else if (kind == CodeMove)
                Move(body);
            else if (kind == CodeDebugInfo)
                AddDebug(body);
            _parsed += size;
        }
    }

    /// <summary>Finds the function at an address, with its line where the file tells.</summary>
    public bool TryFind(ulong address, out JitFrame frame)
    {
        frame = default;
        int index = _ranges.Find(address);
        if (index < 0)
            return false;
        Code code = _codes[index];
        (string file, int line) = FindLine(code, address - code.Start + code.LoadedAt);
        frame = new JitFrame(Text(code.NameOffset, out _), code.Start, file, line);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    private static JitDump? TryOpen(FileImage image)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (image.TryRead(0, header) && BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == Version
            && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) is >= HeaderLength and < 1 << 16 and var length)
            return new JitDump(image, length);
        image.Dispose();
        return null;
    }

    // pid, tid (4 each), vma, code_addr, code_size, code_index (8 each), then the name and the code.
    private void Load(ulong body, uint size)
    {
        Span<byte> fields = stackalloc byte[LoadLength];
        if (size < PrefixLength + LoadLength || !_image.TryRead(body, fields))
            return;
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(fields[16..]), index = BinaryPrimitives.ReadUInt64LittleEndian(fields[32..]);
        if (!_ranges.TryAdd(address, BinaryPrimitives.ReadUInt64LittleEndian(fields[24..])))
            return;
        // The lines of a function stand before the function itself.
        _debug.Remove(address, out (ulong Offset, ulong Entries) debug);
        _byIndex[index] = _codes.Count;
        _codes.Add(new Code(body + LoadLength, address, address, debug.Offset, debug.Entries));
    }

    // pid, tid (4 each), vma, old_code_addr, new_code_addr, code_size, code_index (8 each).
    private void Move(ulong body)
    {
        Span<byte> fields = stackalloc byte[MoveLength];
        if (!_image.TryRead(body, fields) || !_byIndex.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(fields[40..]), out int known))
            return;
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(fields[24..]);
        if (_ranges.TryAdd(address, BinaryPrimitives.ReadUInt64LittleEndian(fields[32..])))
            _codes.Add(_codes[known] with { Start = address });
    }

    // code_addr, nr_entry (8 each), then entries.
    private void AddDebug(ulong body)
    {
        Span<byte> fields = stackalloc byte[DebugLength];
        if (_debug.Count < MaxPending && _image.TryRead(body, fields))
        {
            _debug[BinaryPrimitives.ReadUInt64LittleEndian(fields)] =
                (body + DebugLength, BinaryPrimitives.ReadUInt64LittleEndian(fields[8..]));
        }
    }

    // Entries by rising address: address (8), line, discriminator (4 each), file name; 0xff stands for the name before.
    private (string File, int Line) FindLine(in Code code, ulong address)
    {
        const int EntryLength = 16;
        const string SameName = "\uFFFD";
        Span<byte> entry = stackalloc byte[EntryLength];
        (string File, int Line) found = ("", 0);
        string file = "";
        ulong at = code.DebugOffset;
        for (ulong i = 0; i < code.DebugEntries && _image.TryRead(at, entry); i++)
        {
            string name = Text(at + EntryLength, out ulong length);
            file = name == SameName ? file : name;
            if (BinaryPrimitives.ReadUInt64LittleEndian(entry) > address)
                break;
            found = (file, Math.Max(0, BinaryPrimitives.ReadInt32LittleEndian(entry[8..])));
            at += EntryLength + length;
        }

        return found;
    }

    private string Text(ulong offset, out ulong length)
    {
        Span<byte> bytes = stackalloc byte[MaxName];
        bytes = bytes[..Math.Max(0, _image.Read(offset, bytes))];
        int end = bytes.IndexOf((byte)0);
        length = (ulong)(end < 0 ? bytes.Length : end + 1);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
