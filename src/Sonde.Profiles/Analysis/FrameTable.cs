using System.Globalization;
using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// The frames of a profile. Each location is one frame for each of its lines: the function inlined there and its callers.
/// A frame is kept at two grains: a function (of one module), and a line of it.
/// </summary>
public sealed class FrameTable
{
    private readonly Profile _profile;
    private readonly List<Frame> _functions = [];
    private readonly List<FrameLine> _lines = [];
    private readonly Dictionary<(int Function, StringId Module, bool HasAddress), int> _functionIndexes = [];
    private readonly Dictionary<string, int> _namedIndexes = new(StringComparer.Ordinal);
    private readonly Dictionary<FrameLine, int> _lineIndexes = [];
    private readonly int[] _starts;
    private readonly List<int> _locationLines;

    /// <summary>Names every location of a profile.</summary>
    public FrameTable(Profile profile)
    {
        _profile = profile;
        _starts = new int[profile.Locations.Count + 1];
        _locationLines = new List<int>(profile.Locations.Count);
        for (int i = 0; i < profile.Locations.Count; i++)
        {
            AddLocation(profile.Locations[i]);
            _starts[i + 1] = _locationLines.Count;
        }
    }

    /// <summary>All functions.</summary>
    public IReadOnlyList<Frame> Functions => _functions;

    /// <summary>True when a location is more than one frame.</summary>
    public bool HasInlining => _locationLines.Count > _starts.Length - 1;

    /// <summary>All lines of functions.</summary>
    public IReadOnlyList<FrameLine> Lines => _lines;

    /// <summary>The frames of a location as indexes into <see cref="Lines"/>, the outermost caller first; at least one.</summary>
    public ReadOnlySpan<int> LinesOf(LocationId location) =>
        CollectionsMarshal.AsSpan(_locationLines)[_starts[location.Index].._starts[location.Index + 1]];

    /// <summary>Adds a frame that is no code, a process or a thread; returns its index in <see cref="Lines"/>.</summary>
    public int AddGroup(string name) => AddLine(AddNamed(name, "", FrameKind.Group), 0);

    private void AddLocation(in Location location)
    {
        Mapping mapping = _profile.Mappings[location.Mapping.Index];
        if (location.Lines == LineListId.Empty)
        {
            _locationLines.Add(AddLine(AddUnresolved(location, mapping), 0));
            return;
        }

        int start = _locationLines.Count;
        for (int node = location.Lines.Index; node != 0; node = _profile.LineLists.Parent(node))
        {
            Line line = _profile.LineLists.Item(node);
            _locationLines.Add(AddLine(AddFunction(line.Function, mapping, location.Address), line.Number));
        }

        _locationLines.Reverse(start, _locationLines.Count - start);
    }

    private int AddFunction(FunctionId id, in Mapping mapping, ulong address)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _functionIndexes, (id.Index, mapping.FileName, address != 0), out bool exists);
        if (!exists)
        {
            Function function = _profile.Functions[id.Index];
            string name = _profile.Strings[function.Name], system = _profile.Strings[function.SystemName];
            string file = _profile.Strings[function.FileName], module = _profile.Strings[mapping.FileName];
            FrameKind kind = KindOf(mapping, module, file);
            index = _functions.Count;
            _functions.Add(new Frame(
                name.Length > 0 ? name : system.Length > 0 ? system : Frame.UnknownName,
                file, function.StartLine, module, kind, kind == FrameKind.Python || (address == 0 && file.Length > 0)));
        }

        return index;
    }

    private int AddUnresolved(in Location location, in Mapping mapping)
    {
        string module = _profile.Strings[mapping.FileName];
        if (module.Length == 0)
            return AddNamed(Frame.UnknownName, "", FrameKind.Unknown);
        string shortModule = module[(module.LastIndexOf('/') + 1)..];
        ulong offset = unchecked(location.Address - mapping.Start + mapping.FileOffset);
        return AddNamed(
            string.Create(CultureInfo.InvariantCulture, $"{shortModule}+0x{offset:x}"), module, KindOf(mapping, module, ""));
    }

    private int AddNamed(string name, string module, FrameKind kind)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_namedIndexes, $"{module}\0{name}", out bool exists);
        if (!exists)
        {
            index = _functions.Count;
            _functions.Add(new Frame(name, "", 0, module, kind, IsInterpreted: false));
        }

        return index;
    }

    private int AddLine(int function, int number)
    {
        var line = new FrameLine(function, number);
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_lineIndexes, line, out bool exists);
        if (!exists)
        {
            index = _lines.Count;
            _lines.Add(line);
        }

        return index;
    }

    // A kernel module's code lies in the kernel's half of the addresses.
    private static FrameKind KindOf(in Mapping mapping, string module, string file) => module switch
    {
        _ when mapping.Start >= 1UL << 63 => FrameKind.Kernel,
        WellKnownMappings.Kernel => FrameKind.Kernel,
        WellKnownMappings.Python => FrameKind.Python,
        WellKnownMappings.Jit => FrameKind.Jit,
        "" => file.EndsWith(".py", StringComparison.Ordinal) ? FrameKind.Python : file.Length > 0 ? FrameKind.Native : FrameKind.Unknown,
        _ => FrameKind.Native,
    };
}
