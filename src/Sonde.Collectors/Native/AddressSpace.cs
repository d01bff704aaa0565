using System.Runtime.InteropServices;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Native;

/// <summary>
/// What was mapped where in one process for some time. When code gives way to other code, a new address space begins: samples
/// from before keep the old one.
/// </summary>
internal sealed class AddressSpace
{
    private List<CodeRange> _ranges;
    private bool _sharesRanges;
    private bool _isForgotten;
    private CodeMap? _code;

    /// <summary>Creates an empty one.</summary>
    public AddressSpace(int id, ProcessImage image)
        : this(id, image, [])
    {
    }

    private AddressSpace(int id, ProcessImage image, List<CodeRange> ranges)
    {
        Id = id;
        Image = image;
        _ranges = ranges;
    }

    /// <summary>A sample refers to it.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Its position among all of the collector's, from 0.</summary>
    public int Id { get; }

    /// <summary>The program.</summary>
    public ProcessImage Image { get; }

    /// <summary>True for what never had any code, as kernel threads do.</summary>
    public bool HasNoCode => _ranges.Count == 0 && !_isForgotten;

    /// <summary>The ranges by rising address; they do not overlap.</summary>
    public IReadOnlyList<CodeRange> Ranges => _ranges;

    /// <summary>The same for the unwinder.</summary>
    /// <param name="tables">The unwind tables that all address spaces share.</param>
    public CodeMap GetCode(UnwindTableCache tables)
    {
        if (_code is not null)
            return _code;
        _code = new CodeMap(tables);
        foreach (CodeRange range in _ranges)
            _code.Map(MappingOf(range));
        return _code;
    }

    /// <summary>A copy for a process that was just made: until one of both changes, they share what they hold.</summary>
    public AddressSpace Fork(int id, ProcessImage image)
    {
        _sharesRanges = true;
        return new(id, image, _ranges) { _sharesRanges = true };
    }

    /// <summary>Lets go of what nothing refers to.</summary>
    public void Forget()
    {
        (_ranges, _sharesRanges, _code, _isForgotten) = ([], false, null, true);
    }

    /// <summary>A copy that can change on its own, without what a new mapping replaces.</summary>
    public AddressSpace CopyWithout(int id, ProcessImage image, ulong start, ulong end) =>
        new(id, image, _ranges.FindAll(range => range.End <= start || range.Start >= end));

    /// <summary>True when another one of the same program has the same code at the same addresses.</summary>
    public bool IsSameAs(AddressSpace other) =>
        Image == other.Image && CollectionsMarshal.AsSpan(_ranges).SequenceEqual(CollectionsMarshal.AsSpan(other._ranges));

    /// <summary>True when a new mapping would replace other code.</summary>
    public bool IsReplacedBy(in CodeRange added)
    {
        foreach (CodeRange range in _ranges)
        {
            if (range.Start < added.End && added.Start < range.End && !range.Continues(added))
                return true;
        }

        return false;
    }

    /// <summary>Adds a mapping that <see cref="IsReplacedBy"/> finds nothing wrong with.</summary>
    public void Add(CodeRange added)
    {
        if (_sharesRanges)
            (_ranges, _sharesRanges) = ([.. _ranges], false);
        int at = 0;
        while (at < _ranges.Count && _ranges[at].Start < added.Start)
            at++;
        // What is there already continues the new one: only the widest is worth keeping.
        for (int i = _ranges.Count - 1; i >= 0; i--)
        {
            CodeRange range = _ranges[i];
            if (range.Start <= added.Start && range.End >= added.End)
                return;
            if (range.Start < added.End && added.Start < range.End)
            {
                added = range.Start < added.Start
                    ? added with { Start = range.Start, FileOffset = range.FileOffset, End = Math.Max(range.End, added.End) }
                    : added with { End = Math.Max(range.End, added.End) };
                _ranges.RemoveAt(i);
                at = Math.Min(at, i);
            }
        }

        _ranges.Insert(at, added);
        _code?.Map(MappingOf(added));
    }

    /// <summary>Finds the range with an address.</summary>
    public bool TryFind(ulong address, out CodeRange range)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        range = low > 0 ? _ranges[low - 1] : default;
        return low > 0 && address < range.End;
    }

    private static CodeMapping MappingOf(in CodeRange range) =>
        new(new(range.Start), new(range.End), range.FileOffset, range.Module.File);
}
