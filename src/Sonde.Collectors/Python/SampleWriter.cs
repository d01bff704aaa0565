using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>
/// Turns stacks into samples of one profile. Places are named once for each code unit, so that a sample that was seen before
/// allocates nothing. One thread at a time.
/// </summary>
internal sealed class SampleWriter
{
    private readonly ProfileBuilder _profile;
    private readonly MappingId _mapping;
    private readonly long[] _values = new long[2];

    /// <summary>Begins to write.</summary>
    /// <param name="profile">Has two sample types: samples and a time.</param>
    public SampleWriter(ProfileBuilder profile)
    {
        _profile = profile;
        _mapping = profile.AddMapping(new Mapping(
            0, 0, 0, profile.Intern(WellKnownMappings.Python), StringId.Empty,
            MappingFlags.HasFunctions | MappingFlags.HasFileNames | MappingFlags.HasLineNumbers | MappingFlags.HasInlineFrames));
    }

    /// <summary>Adds samples of one stack.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="samples">How many; 0 adds time only.</param>
    /// <param name="nanoseconds">The time they stand for.</param>
    public void Add(StackId stack, LabelSetId labels, long samples, long nanoseconds)
    {
        _values[0] = samples;
        _values[1] = nanoseconds;
        _profile.AddSample(stack, labels, _values);
    }

    /// <summary>The stack of those frames that are shown; may be empty.</summary>
    public StackId StackOf(ReadOnlySpan<PythonFrame> leafFirst)
    {
        StackId stack = StackId.Empty;
        for (int i = leafFirst.Length - 1; i >= 0; i--)
        {
            ref readonly PythonFrame frame = ref leafFirst[i];
            if (FrameVisibility.IsShown(frame, out PythonCode? code, out int unit))
                stack = _profile.AddStack(stack, LocationOf(code, unit));
        }

        return stack;
    }

    /// <summary>The location of a code unit, made when it is first asked for.</summary>
    public LocationId LocationOf(PythonCode code, int unit)
    {
        // The word before the first instruction has a place of its own in the table, at index 0.
        int[] known = code.Locations ??= new int[code.Places.Length + 1];
        ref int index = ref known[unit + 1];
        if (index == 0)
        {
            // Columns would split a line into a location for each expression, which no reader asks for yet.
            var line = new Line(FunctionOf(code), code.PlaceOf(unit).Line);
            index = _profile.AddLocation(_mapping, 0, [line]).Index + 1;
        }

        return new LocationId(index - 1);
    }

    private FunctionId FunctionOf(PythonCode code) => code.Function ??= _profile.AddFunction(new Function(
        _profile.Intern(code.QualifiedName.Value), StringId.Empty, _profile.Intern(code.FileName.Value), code.FirstLine));
}
