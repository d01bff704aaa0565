namespace Sonde.Profiles.Tests;

/// <summary>Adds frames of every kind to a builder.</summary>
internal sealed class SampleFrames(ProfileBuilder builder)
{
    private readonly Dictionary<LocationId, string> _names = [];

    /// <summary>The name that a location was made with; empty for those without a name.</summary>
    public string NameOf(LocationId location) => _names.GetValueOrDefault(location, "");

    public LocationId Python(string name, string file, int line) => Named(name, builder.AddLocation(
        Mapping(WellKnownMappings.Python), 0, [new Line(Function(name, file), line)]));

    public LocationId Native(string name, string module, ulong address) => Named(name, builder.AddLocation(
        Mapping(module), address, [new Line(Function(name, ""), 0)]));

    public LocationId Unresolved(string module, ulong address) => builder.AddLocation(Mapping(module), address, []);

    public LocationId Unknown() => builder.AddLocation(MappingId.None, 0, []);

    public LocationId Kernel(string name) => builder.AddLocation(
        Mapping(WellKnownMappings.Kernel), 0xffffffff81000000 + (ulong)name.Length, [new Line(Function(name, ""), 0)]);

    /// <summary>memcpy, inlined into longest_match.</summary>
    public LocationId Inlined() => builder.AddLocation(
        Mapping("/usr/lib/x86_64-linux-gnu/libz.so.1.2.13"), 0x5120,
        [new Line(Function("memcpy", "string_fortified.h"), 29, 10), new Line(Function("longest_match", "deflate.c"), 1370)]);

    public LabelSetId Labels(string thread, long id) => builder.AddLabels(
        new Label(builder.Intern(LabelNames.Thread), builder.Intern(thread)),
        new Label(builder.Intern(LabelNames.ThreadId), default, id),
        new Label(builder.Intern(LabelNames.Process), builder.Intern("bad-app")),
        new Label(builder.Intern(LabelNames.ProcessId), default, 4711));

    private LocationId Named(string name, LocationId location)
    {
        _names[location] = name;
        return location;
    }

    private MappingId Mapping(string name) => builder.AddMapping(new Mapping(
        0x1000, 0x9000_0000, 0x1000, builder.Intern(name),
        // Differs by file, as in life: pprof takes two mappings of one build ID for the same.
        builder.Intern(name.StartsWith('/') ? $"4f2a{name.Select((c, i) => c * (i + 1)).Sum():x8}" : ""), MappingFlags.HasFunctions));

    private FunctionId Function(string name, string file) => builder.AddFunction(
        new Function(builder.Intern(name), StringId.Empty, builder.Intern(file), 0));
}
