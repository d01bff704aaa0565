namespace Sonde.Linux.Unwind;

/// <summary>An executable mapping with its unwind table, which is loaded when the first address in it is met.</summary>
internal sealed class CodeRegion
{
    private readonly CodeMapping _mapping;
    private UnwindTable? _table;
    private ulong _bias;
    private bool _isLoaded;

    public CodeRegion(in CodeMapping mapping) => _mapping = mapping;

    private CodeRegion(in CodeMapping mapping, CodeRegion whole)
        : this(mapping)
    {
        _table = whole._table;
        _bias = whole._bias;
        _isLoaded = whole._isLoaded;
    }

    public ulong Start => _mapping.Start.Value;

    public ulong End => _mapping.End.Value;

    /// <summary>A part of it, after something else was mapped over the rest.</summary>
    public CodeRegion Part(ulong start, ulong end) => new(
        _mapping with { Start = new(start), End = new(end), FileOffset = _mapping.FileOffset + (start - Start) }, this);

    /// <summary>The row for an instruction; one with no rule when neither the file nor the code tells.</summary>
    /// <param name="address">Where it is looked up.</param>
    /// <param name="isCaller">The address is that of a call's last byte.</param>
    /// <param name="tables">The tables of all modules.</param>
    public UnwindRow GetRow(ulong address, bool isCaller, UnwindTableCache tables)
    {
        if (Load(tables) is not { } table)
            return default;
        if (isCaller && table.Go is { } go && go.TryGetSwitch(address - _bias, out UnwindRow switching))
            return switching;
        UnwindRow row = table.GetRow(address - _bias);
        if (row.Rule != CfaRule.None)
            return row;
        return table.IsTrampoline(address - _bias)
            ? SignalTrampoline.Row
            : table.Analyze(isCaller ? address - _bias + 1 : address - _bias, isCaller);
    }

    /// <summary>The table and what to subtract from an address; null when there is no file.</summary>
    public UnwindTable? GetTable(UnwindTableCache tables, out ulong bias)
    {
        UnwindTable? table = Load(tables);
        bias = _bias;
        return table;
    }

    private UnwindTable? Load(UnwindTableCache tables)
    {
        if (_isLoaded)
            return _table;
        _isLoaded = true;
        if (_mapping.File is { } file && file.TryGetLoadBias(Start, _mapping.FileOffset, executable: true, out _bias))
            _table = tables.Get(file);
        return _table;
    }
}
