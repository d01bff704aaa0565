using System.Diagnostics.CodeAnalysis;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Unwind;

/// <summary>
/// One module's unwind information: <c>.eh_frame</c> and <c>.debug_frame</c>, compiled to rows function by function when a
/// function is first met. Knows link-time addresses only, so that all processes that map a module share one table.
/// Safe for concurrent use.
/// </summary>
public sealed class UnwindTable
{
    // Bounds against files made to waste memory: what real files have is a hundredth of it.
    private const int MaxRowsOfFunction = 1 << 16, MaxRows = 1 << 22, MaxAnalyzed = 1 << 16, FirstCapacity = 64;
    private const int RowBytes = sizeof(uint) + 8, FunctionBytes = sizeof(uint) + sizeof(int) + sizeof(int);

    private readonly ElfFile _file;
    private readonly CfiSection? _frames;
    private readonly CfiSection? _debugFrames;
    private readonly FunctionIndex _index;
    private readonly LinkageTables _linkage;
    private readonly Lock _gate = new();
    private readonly CodeAnalyzer _analyzer;
    private readonly Dictionary<ulong, UnwindRow> _analyzed = [];
    private readonly FrameRules[] _remembered = new FrameRules[CfiProgram.MaxRemembered];

    // For each function 0 while it is not compiled, else where its rows begin. The place before holds their number.
    private readonly int[] _firstRows;
    private volatile RowStorage _storage = new(new uint[FirstCapacity], new UnwindRow[FirstCapacity]);
    private int _rowCount = 1; // index 0 means "not compiled"

    private UnwindTable(ElfFile file, ReadOnlySpan<byte> header, CfiSection? frames, CfiSection? debugFrames)
    {
        _file = file;
        _frames = frames;
        _debugFrames = debugFrames;
        _index = FunctionIndex.Create(header, frames, debugFrames);
        _firstRows = new int[_index.Count];
        _linkage = LinkageTables.Read(file);
        Go = file.Machine == ElfMachine.X64 ? GoFrames.TryRead(file) : null;
        _analyzer = new CodeAnalyzer(ReadCode);
    }

    /// <summary>What Go's own table tells; null when the module is no Go program.</summary>
    internal GoFrames? Go { get; }

    /// <summary>How many functions have unwind information.</summary>
    public int FunctionCount => _index.Count;

    /// <summary>How many rows are compiled.</summary>
    public int RowCount => _rowCount - 1;

    /// <summary>About how much memory the table takes, in bytes.</summary>
    public long MemoryBytes =>
        (_frames?.Bytes.Length ?? 0) + (_debugFrames?.Bytes.Length ?? 0) +
        (long)_index.Count * FunctionBytes + (long)_storage.Capacity * RowBytes;

    /// <summary>Reads a module's unwind information. A module without any, or with a corrupt one, gets an empty table.</summary>
    /// <param name="file">The module. It must stay open as long as the table is used.</param>
    public static UnwindTable Load(ElfFile file)
    {
        if (file.Machine != ElfMachine.X64)
            return new UnwindTable(file, default, null, null);
        byte[] header = CfiSections.ReadHeader(file, out ulong headerAddress);
        CfiSection? frames = CfiSections.ReadFrames(file, header, headerAddress);
        return new UnwindTable(file, header, frames, CfiSections.ReadDebugFrames(file));
    }

    /// <summary>Finds the row for an instruction; one with <see cref="CfaRule.None"/> when there is none.</summary>
    /// <param name="address">Its link-time address.</param>
    public UnwindRow GetRow(ulong address)
    {
        int function = _index.Find(address);
        if (function >= 0)
        {
            int first = Volatile.Read(ref _firstRows[function]);
            if (first == 0)
                first = Compile(function);
            UnwindRow row = _storage.Find(first, (uint)(address - _index.BaseAddress));
            if (row.Rule != CfaRule.None)
                return row;
        }

        return _linkage.GetRow(address);
    }

    /// <summary>Compiles all functions, which is otherwise done when each is first met.</summary>
    public void CompileAll()
    {
        for (int function = 0; function < _index.Count; function++)
        {
            if (Volatile.Read(ref _firstRows[function]) == 0)
                Compile(function);
        }
    }

    /// <summary>Finds all registers' rules for an instruction.</summary>
    /// <param name="address">Its link-time address.</param>
    /// <param name="remembered">Working memory: <see cref="CfiProgram.MaxRemembered"/> rows.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="entry">The function's entry.</param>
    /// <param name="section">The bytes that expressions stand in.</param>
    internal bool TryGetRules(
        ulong address, Span<FrameRules> remembered, out FrameRules rules, out FunctionEntry entry, out ReadOnlySpan<byte> section)
    {
        rules = default;
        section = default;
        int function = _index.Find(address);
        if (function < 0 || !TryReadEntry(function, out entry, out CfiSection? source) || !entry.Contains(address))
        {
            entry = default;
            return false;
        }

        section = source.Bytes;
        var program = new CfiProgram(source, entry, remembered);
        while (program.MoveNext())
        {
            if (address >= program.End)
                continue;
            rules = program.Rules;
            return true;
        }

        return false;
    }

    /// <summary>
    /// Finds the row for code without unwind information: from Go's own table, else by following the instructions.
    /// </summary>
    /// <param name="instruction">Link-time address of an instruction: of a caller the one behind the call.</param>
    /// <param name="isCaller">It is that of a caller.</param>
    internal UnwindRow Analyze(ulong instruction, bool isCaller = false)
    {
        lock (_gate)
        {
            if (_analyzed.TryGetValue(instruction, out UnwindRow row))
                return row;
            row = Go?.GetRow(isCaller ? instruction - 1 : instruction) ?? default;
            if (row.Rule == CfaRule.None)
                row = _analyzer.Analyze(instruction);
            if (_analyzed.Count < MaxAnalyzed)
                _analyzed.Add(instruction, row);
            return row;
        }
    }

    /// <summary>True for a signal trampoline (<see cref="SignalTrampoline.IsAt"/>).</summary>
    internal bool IsTrampoline(ulong address) => SignalTrampoline.IsAt(_file, address);

    private int ReadCode(ulong address, Span<byte> code) =>
        _file.TryGetFileOffset(address, out ulong offset) ? _file.Read(offset, code) : 0;

    private bool TryReadEntry(int function, out FunctionEntry entry, [NotNullWhen(true)] out CfiSection? section)
    {
        int offset = _index.EntryOf(function);
        section = offset >= 0 ? _frames : _debugFrames;
        entry = default;
        return section is not null && section.TryReadFunction(offset >= 0 ? offset : ~offset, out entry);
    }

    private int Compile(int function)
    {
        lock (_gate)
        {
            if (_firstRows[function] != 0)
                return _firstRows[function];
            int count = _rowCount++;
            if (!TryReadEntry(function, out FunctionEntry entry, out CfiSection? section) || !_index.TryGetRelative(entry, out _))
                Append(_index.StartOf(function), new UnwindRow(CfaRule.Corrupt, 0));
            else if (count > MaxRows)
                Append(_index.StartOf(function), new UnwindRow(CfaRule.Full, 0));
            else
                CompileRows(entry, section);
            int first = count + 1;
            _storage.Set(count, (uint)(_rowCount - first), default);
            // Readers see the rows before they see where these begin.
            Volatile.Write(ref _firstRows[function], first);
            return first;
        }
    }

    private void CompileRows(in FunctionEntry entry, CfiSection section)
    {
        var program = new CfiProgram(section, entry, _remembered);
        _index.TryGetRelative(entry, out uint start);
        uint end = start;
        UnwindRow previous = default;
        bool isCorrupt = false;
        for (int count = 0; program.MoveNext() && !isCorrupt; count++)
        {
            UnwindRow row = RowCompiler.Compile(program.Rules, entry, section.Bytes);
            if (section == _debugFrames && Go is not null)
                row = GoFrames.WithFramePointer(row);
            if (row != previous)
                Append(end, previous = row);
            end = start + (uint)(program.End - entry.Start);
            isCorrupt = count == MaxRowsOfFunction;
        }

        if (isCorrupt || program.IsCorrupt)
            Append(end, new UnwindRow(CfaRule.Corrupt, 0));
        Append(start + (uint)entry.Length, default);
    }

    private void Append(uint start, UnwindRow row)
    {
        if (_rowCount + 1 >= _storage.Capacity)
            _storage = _storage.Grow();
        _storage.Set(_rowCount++, start, row);
    }
}
