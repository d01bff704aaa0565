namespace Sonde.Profiles.Formats;

/// <summary>Adds frames of formats that know names, files and lines, but neither modules nor addresses.</summary>
internal static class TextFrames
{
    /// <summary>A function's module as far as its file tells it.</summary>
    public static MappingId MappingOf(ProfileBuilder builder, ReadOnlySpan<char> file) =>
        file.EndsWith(".py", StringComparison.Ordinal) ? AddMapping(builder, WellKnownMappings.Python) : MappingId.None;

    /// <summary>A module that is no file.</summary>
    public static MappingId AddMapping(ProfileBuilder builder, string name) => builder.AddMapping(
        new Mapping(0, 0, 0, builder.Intern(name), StringId.Empty, MappingFlags.HasFunctions));

    /// <summary>Adds a frame.</summary>
    public static LocationId Add(ProfileBuilder builder, string name, string file, int line, int column)
    {
        FunctionId function = builder.AddFunction(new Function(builder.Intern(name), StringId.Empty, builder.Intern(file), 0));
        return builder.AddLocation(MappingOf(builder, file), 0, [new Line(function, line, column)]);
    }
}
