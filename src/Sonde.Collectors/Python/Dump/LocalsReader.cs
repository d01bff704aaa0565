using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads the local variables of a frame: their names from the code object, their values from the frame. The caller holds the thread, so that
/// the frame does not change; what its objects hold may, when other threads run.
/// </summary>
internal sealed class LocalsReader
{
    /// <summary>More locals of one frame are not shown.</summary>
    private const int MaxLocals = 256;

    // What a variable is (Include/internal/pycore_code.h): in a cell of its own function, or of an outer one.
    private const byte Cell = 0x40, Free = 0x80;

    private readonly ObjectReader _objects;
    private readonly ValueReader? _values;
    private readonly Dictionary<ulong, (string[] Names, byte[] Kinds)> _tables = [];

    /// <summary>Prepares.</summary>
    /// <param name="objects">Reads objects.</param>
    /// <param name="withValues">Read values as well, not only their types.</param>
    public LocalsReader(ObjectReader objects, bool withValues)
    {
        _objects = objects;
        _values = withValues ? new ValueReader(objects) : null;
    }

    /// <summary>The locals that have a value.</summary>
    /// <param name="frame">The frame: of a stack, or of a generator.</param>
    /// <param name="code">Its code object.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public IReadOnlyList<DumpLocal> Read(UserAddress frame, UserAddress code)
    {
        (string[] names, byte[] kinds) = TableOf(code);
        var words = new ulong[names.Length];
        if (!_objects.TryRead(frame + (ulong)_objects.Offsets.FrameHeaderSize, MemoryMarshal.AsBytes(words.AsSpan())))
            return [];
        List<DumpLocal> locals = [];
        for (int i = 0; i < names.Length; i++)
        {
            UserAddress value = StackReference.Untag(words[i], _objects.Offsets, out bool isInteger);
            if (isInteger)
                locals.Add(new DumpLocal(names[i], "int", null));
            else if (Describe(names[i], value, (kinds[i] & (Cell | Free)) != 0) is { } local)
                locals.Add(local);
        }

        return locals;
    }

    private DumpLocal? Describe(string name, UserAddress value, bool mayBeCell)
    {
        string? type = _objects.TypeNameOf(value);
        if (mayBeCell && type == "cell")
        {
            // PyCellObject.ob_ref follows the header.
            value = _objects.Pointer(value + (ulong)_objects.Offsets.ObjectSize);
            type = _objects.TypeNameOf(value);
        }

        return type is null ? null : new DumpLocal(name, type, _values?.Describe(value, type));
    }

    private (string[] Names, byte[] Kinds) TableOf(UserAddress code)
    {
        if (_tables.TryGetValue(code.Value, out (string[] Names, byte[] Kinds) table))
            return table;
        PythonOffsets offsets = _objects.Offsets;
        if (offsets.CodeLocalsNames >= 0)
        {
            string[] names = NamesAt(code, offsets.CodeLocalsNames);
            var kinds = new byte[names.Length];
            UserAddress bytes = _objects.Pointer(code + (ulong)offsets.CodeLocalsKinds);
            if (!bytes.IsNull)
                _ = _objects.TryRead(bytes + (ulong)offsets.BytesData, kinds);
            table = (names, kinds);
        }
        else
        {
            // Locals, cells, free variables, in this order (PyFrameObject.f_localsplus).
            string[] plain = NamesAt(code, offsets.CodeVariableNames);
            string[] inCells = [.. NamesAt(code, offsets.CodeCellNames), .. NamesAt(code, offsets.CodeFreeNames)];
            table = ([.. plain, .. inCells], [.. plain.Select(_ => (byte)0), .. inCells.Select(_ => Cell)]);
        }

        return _tables[code.Value] = table;
    }

    private string[] NamesAt(UserAddress code, int offset) =>
        [.. _objects.TupleItems(_objects.Pointer(code + (ulong)offset), MaxLocals).Select(name => _objects.Text(name) ?? "?")];
}
