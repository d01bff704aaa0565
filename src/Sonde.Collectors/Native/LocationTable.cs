using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Linux.Perf;
using Sonde.Linux.Symbols;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>Turns addresses into a profile's locations, each once.</summary>
/// <param name="builder">The profile.</param>
/// <param name="kernel">Reads the kernel's symbols when they are first needed; null for those of the running kernel.</param>
/// <param name="hides">True for a function of a module in a process that is not to be shown; null to show all.</param>
internal sealed class LocationTable(
    ProfileBuilder builder, Func<KernelSymbols>? kernel = null, Func<AddressSpace, NativeModule, string, bool>? hides = null)
{
    // The entry point's own code is some forty bytes in every libc.
    private const ulong EntryLength = 64;

    private readonly Dictionary<(int Space, ulong Address), NamedLocation> _user = [];
    private readonly Dictionary<ulong, LocationId> _kernel = [];
    private readonly SortedDictionary<string, string> _notes = new(StringComparer.Ordinal);
    private readonly List<ResolvedFrame> _frames = [];
    private readonly HashSet<ProcessImage> _refreshed = [];
    private KernelSymbols? _kernelSymbols;

    /// <summary>Facts about the names.</summary>
    public IReadOnlyDictionary<string, string> Notes => _notes;

    /// <summary>Looks up an address of a program.</summary>
    public NamedLocation Get(AddressSpace space, ulong address)
    {
        if (!_user.TryGetValue((space.Id, address), out NamedLocation location))
            _user.Add((space.Id, address), location = Find(space, address));
        return location;
    }

    /// <summary>
    /// Looks up many addresses, one module after the other: the symbols of only one are in memory at a time. A whole machine has hundreds.
    /// </summary>
    public void GetAll(IEnumerable<(AddressSpace Space, ulong Address)> addresses)
    {
        foreach (IGrouping<NativeModule?, (AddressSpace Space, ulong Address)> inModule in addresses.Distinct().GroupBy(
            at => at.Space.TryFind(at.Address, out CodeRange range) ? range.Module : null))
        {
            foreach ((AddressSpace space, ulong address) in inModule)
                Get(space, address);
            inModule.Key?.ReleaseSymbols();
        }
    }

    /// <summary>Looks up an address of the kernel.</summary>
    public LocationId GetKernel(ulong address)
    {
        if (_kernel.TryGetValue(address, out LocationId location))
            return location;
        _kernelSymbols ??= LoadKernelSymbols();
        if (_kernelSymbols.TryFind(address, out string name, out string module, out _))
        {
            string file = module.Length == 0 ? WellKnownMappings.Kernel : $"[{module}]";
            location = builder.AddLocation(KernelMapping(file), address, [LineOf(name)]);
        }
        else
        {
            location = builder.AddLocation(KernelMapping(WellKnownMappings.Kernel), address, []);
        }

        _kernel.Add(address, location);
        return location;
    }

    /// <summary>Name of the kernel's function at an address; empty when it is not known.</summary>
    public string KernelName(ulong address)
    {
        _kernelSymbols ??= LoadKernelSymbols();
        return _kernelSymbols.TryFind(address, out string name, out _, out _) ? name : "";
    }

    /// <summary>Code that is generated meanwhile gets its names as well.</summary>
    public void RefreshGenerated() => _refreshed.Clear();

    /// <summary>A frame that is no code but says something about the stack, for example <c>[not yet run]</c>.</summary>
    public LocationId GetNote(string text) => builder.AddLocation(MappingId.None, 0, [LineOf(text)]);

    private KernelSymbols LoadKernelSymbols()
    {
        KernelSymbols symbols = kernel is null ? KernelSymbols.Load() : kernel();
        if (symbols.Count == 0)
            _notes["kernel_symbols"] = symbols.Problem;
        return symbols;
    }

    // A module's name as perf and /proc/kallsyms write it: [nf_conntrack]. All lie in the kernel's half of the addresses.
    private MappingId KernelMapping(string name) => builder.AddMapping(new Mapping(
        SampleTable.KernelHalf, ulong.MaxValue, 0, builder.Intern(name), StringId.Empty, MappingFlags.HasFunctions));

    private NamedLocation Find(AddressSpace space, ulong address)
    {
        bool isMapped = space.TryFind(address, out CodeRange range);
        if ((!isMapped || range.Module.File is null) && TryFindGenerated(space.Image, address) is { } generated)
            return new(generated, IsMapped: true);
        if (!isMapped)
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

        // The function that is really there is the outermost one.
        string name = SystemNameOf(_frames[^1]);
        if (hides is not null)
            _frames.RemoveAll(frame => hides(space, module, SystemNameOf(frame)));
        LocationId id = builder.AddLocation(mapping, linked, [.. _frames.Select(LineOf)]);
        return new(id, IsMapped: true, ThreadRoots.IsRoot(name), ThreadRoots.IsStart(name), name, IsHidden: _frames.Count == 0);
    }

    private LocationId? TryFindGenerated(ProcessImage image, ulong address)
    {
        if (_refreshed.Add(image))
        {
            image.Jit.Refresh();
            if (image.Jit.Problem is { } problem)
                _notes["jit_symbols"] = problem;
        }

        if (!image.Jit.TryFind(address, out ResolvedFrame frame))
            return null;
        MappingId mapping = builder.AddMapping(new Mapping(
            0, SampleTable.KernelHalf, 0, builder.Intern(WellKnownMappings.Jit), StringId.Empty,
            frame.Line > 0 ? MappingFlags.HasFunctions | MappingFlags.HasFileNames | MappingFlags.HasLineNumbers : MappingFlags.HasFunctions));
        return builder.AddLocation(mapping, address, [LineOf(frame)]);
    }

    /// <summary>Code without a symbol is named after the start of its function, so that all of one function is one.</summary>
    private Line[] PlaceholderOf(NativeModule module, ElfFile file, ulong address) => file.TryFindFunctionStart(address, out ulong start)
        ? [LineOf(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(module.Path)}+0x{start:x}"))]
        : [];

    private static string SystemNameOf(in ResolvedFrame frame) => frame.SystemName.Length > 0 ? frame.SystemName : frame.Function;

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
