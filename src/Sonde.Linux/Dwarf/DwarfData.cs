using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>Cursors on the sections of one file's DWARF; each is opened, and decompressed, when it is first used.</summary>
internal sealed class DwarfData
{
    // Strings and addresses are read one by one all over their section: a large window would read what nobody asks for.
    private const int SmallWindow = 512;

    private readonly DwarfSections _sections;
    private readonly string _suffix;
    private readonly Dictionary<string, SectionCursor> _cursors = [];

    /// <summary>Creates the cursors.</summary>
    /// <param name="sections">The file's sections.</param>
    /// <param name="isSplit">The file holds split DWARF: its sections are named <c>.debug_info.dwo</c> and so on.</param>
    public DwarfData(DwarfSections sections, bool isSplit)
    {
        _sections = sections;
        _suffix = isSplit ? ".dwo" : "";
        IsSplit = isSplit;
    }

    /// <summary>True for split DWARF.</summary>
    public bool IsSplit { get; }

    public SectionCursor Info => Get("info");

    /// <summary>A second cursor on .debug_info, for entries that another refers to while it is read.</summary>
    public SectionCursor References => Get("info", SmallWindow, "references");

    /// <summary>A third one with a small window, for unit headers all over the section.</summary>
    public SectionCursor Headers => Get("info", SmallWindow, "headers");

    public SectionCursor Abbreviations => Get("abbrev");

    public SectionCursor Lines => Get("line");

    public SectionCursor Strings => Get("str", SmallWindow);

    public SectionCursor LineStrings => Get("line_str", SmallWindow);

    public SectionCursor StringOffsets => Get("str_offsets", SmallWindow);

    public SectionCursor Addresses => Get("addr", SmallWindow);

    public SectionCursor Ranges => Get("ranges", 4 * SmallWindow);

    public SectionCursor RangeLists => Get("rnglists", 4 * SmallWindow);

    public SectionCursor AddressRanges => Get("aranges");

    private SectionCursor Get(string name, int window = 32 * 1024, string? key = null)
    {
        if (!_cursors.TryGetValue(key ?? name, out SectionCursor? cursor))
        {
            cursor = new SectionCursor(_sections.Get(".debug_" + name + _suffix), window);
            _cursors.Add(key ?? name, cursor);
        }

        return cursor;
    }
}
