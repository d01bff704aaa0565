using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Linux.Perf;
using Sonde.Linux.Symbols;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>Turns addresses into a profile's locations, each once.</summary>
internal sealed class LocationTable(ProfileBuilder builder)
{
    // The entry point's own code is some forty bytes in every libc.
    private const ulong EntryLength = 64;

    private readonly Dictionary<(int Space, ulong Address), NamedLocation> _user = [];
    private readonly Dictionary<ulong, LocationId> _kernel = [];
    private readonly SortedDictionary<string, string> _notes = new(StringComparer.Ordinal);
    private readonly List<ResolvedFrame> _frames = [];
    private KernelSymbols? _kernelSymbols;
    private MappingId _kernelMapping;

    /// <summary>Facts about the names.</summary>
    public IReadOnlyDictionary<string, string> Notes => _notes;

    /// <summary>Looks up an address of a program.</summary>
    public NamedLocation Get(AddressSpace space, ulong address)
    {
        if (!_user.TryGetValue((space.Id, address), out NamedLocation location))
            _user.Add((space.Id, address), location = Find(space, address));
        return location;
    }

    /// <summary>Looks up an address of the kernel.</summary>
    public LocationId GetKernel(ulong address)
    {
        if (_kernel.TryGetValue(address, out LocationId location))
            return location;
        if (_kernelSymbols is null)
        {
            _kernelSymbols = KernelSymbols.Load();
            _kernelMapping = builder.AddMapping(new Mapping(
                1UL << 63, ulong.MaxValue, 0, builder.Intern(WellKnownMappings.Kernel), StringId.Empty, MappingFlags.HasFunctions));
            if (_kernelSymbols.Count == 0)
                _notes["kernel_symbols"] = "hidden by kernel.kptr_restrict (needs CAP_SYSLOG)";
        }

        location = _kernelSymbols.TryFind(address, out string name, out _, out _)
            ? builder.AddLocation(_kernelMapping, address, [LineOf(name)])
            : builder.AddLocation(_kernelMapping, address, []);
        _kernel.Add(address, location);
        return location;
    }

    /// <summary>A frame that is no code but says something about the stack, for example <c>[not yet run]</c>.</summary>
    public LocationId GetNote(string text) => builder.AddLocation(MappingId.None, 0, [LineOf(text)]);

    private NamedLocation Find(AddressSpace space, ulong address)
    {
        if (!space.TryFind(address, out CodeRange range))
            return new NamedLocation(builder.AddLocation(MappingId.None, address, []), IsMapped: false);
        ulong offset = address - range.Start + range.FileOffset;
        NativeModule module = range.Module;
        if (module.File is not { } file || !file.TryGetAddress(offset, executable: true, out ulong linked))
        {
            MappingId unknown = builder.AddMapping(module.IsAnonymous
                ? MappingOf(module, range.Start, range.End, 0)
                : MappingOf(module, range.FileOffset, range.FileOffset + (range.End - range.Start), range.FileOffset));
            return new(builder.AddLocation(unknown, module.IsAnonymous ? address : offset, []), IsMapped: true);
        }

        MappingId mapping = builder.AddMapping(MappingOf(module, SegmentOf(file, linked)));
        _frames.Clear();
        if (module.Symbols is not { } symbols || !symbols.TryFind(linked, _frames))
        {
            bool isEntry = linked >= file.EntryPoint && linked - file.EntryPoint < EntryLength;
            return new(builder.AddLocation(mapping, linked, PlaceholderOf(module, file, linked)), IsMapped: true, isEntry, isEntry);
        }

        LocationId id = builder.AddLocation(mapping, linked, [.. _frames.Select(LineOf)]);
        // The function that is really there is the outermost one.
        string name = _frames[^1].SystemName.Length > 0 ? _frames[^1].SystemName : _frames[^1].Function;
        return new(id, IsMapped: true, ThreadRoots.IsRoot(name), ThreadRoots.IsStart(name));
    }

    /// <summary>Code without a symbol is named after the start of its function, so that all of one function is one.</summary>
    private Line[] PlaceholderOf(NativeModule module, ElfFile file, ulong address) => file.TryFindFunctionStart(address, out ulong start)
        ? [LineOf(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(module.Path)}+0x{start:x}"))]
        : [];

    private static ElfSegment SegmentOf(ElfFile file, ulong address)
    {
        foreach (ElfSegment segment in file.Segments)
        {
            if (segment.Kind == ElfSegmentKind.Load && segment.ContainsAddress(address))
                return segment;
        }

        return default;
    }

    private Mapping MappingOf(NativeModule module, ElfSegment segment) =>
        MappingOf(module, segment.Address, segment.Address + segment.MemorySize, segment.FileOffset);

    private Mapping MappingOf(NativeModule module, ulong start, ulong end, ulong offset) => new(
        start, end, offset, builder.Intern(module.Path), builder.Intern(module.File?.BuildId ?? ""),
        FlagsOf(module));

    private static MappingFlags FlagsOf(NativeModule module) => module.Symbols switch
    {
        null or { HasNames: false } => MappingFlags.None,
        { HasLines: true } => MappingFlags.HasFunctions | MappingFlags.HasFileNames | MappingFlags.HasLineNumbers
            | MappingFlags.HasInlineFrames,
        _ => MappingFlags.HasFunctions,
    };

    private Line LineOf(ResolvedFrame frame) => new(
        builder.AddFunction(new Function(
            builder.Intern(frame.Function), builder.Intern(frame.SystemName), builder.Intern(frame.File), frame.StartLine)),
        frame.Line,
        frame.Column);

    private Line LineOf(string name) =>
        new(builder.AddFunction(new Function(builder.Intern(name), StringId.Empty, StringId.Empty, 0)), 0);
}
