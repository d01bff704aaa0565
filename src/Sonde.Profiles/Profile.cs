namespace Sonde.Profiles;

/// <summary>
/// A profile: what every collector and reader produces and every writer and renderer takes. pprof's model, kept compact:
/// strings, functions, mappings, locations, stacks and label sets are tables of values without duplicates, and a sample is
/// a row of small numbers. Immutable; safe to read from many threads. Made by <see cref="ProfileBuilder"/>.
/// </summary>
public sealed class Profile
{
    private readonly ProfileBuilder _data;

    private readonly int _defaultSampleType;

    internal Profile(ProfileBuilder data)
        : this(data, data.DefaultSampleType)
    {
    }

    private Profile(ProfileBuilder data, int defaultSampleType)
    {
        _data = data;
        _defaultSampleType = defaultSampleType;
    }

    /// <summary>The interned strings.</summary>
    public StringTable Strings => _data.Strings;

    /// <summary>What each sample's values measure; at least one.</summary>
    public IReadOnlyList<SampleType> SampleTypes => _data.SampleTypes;

    /// <summary>Index into <see cref="SampleTypes"/> of the value to show when the user names none.</summary>
    public int DefaultSampleType => _defaultSampleType;

    /// <summary>All mappings; the first is <see cref="MappingId.None"/>.</summary>
    public IReadOnlyList<Mapping> Mappings => _data.MappingTable.Items;

    /// <summary>All functions.</summary>
    public IReadOnlyList<Function> Functions => _data.FunctionTable.Items;

    /// <summary>All locations.</summary>
    public IReadOnlyList<Location> Locations => _data.LocationTable.Items;

    /// <summary>Line lists as sequences, the outermost caller first; <see cref="LinesOf"/> gives them innermost first.</summary>
    public PrefixTree<Line> LineLists => _data.LineLists;

    /// <summary>Stacks as sequences of locations, the root (outermost caller) first.</summary>
    public PrefixTree<LocationId> Stacks => _data.Stacks;

    /// <summary>Label sets as sequences of labels in order of their keys' IDs.</summary>
    public PrefixTree<Label> LabelSets => _data.LabelSets;

    /// <summary>Number of samples (rows).</summary>
    public int SampleCount => _data.SampleCount;

    /// <summary>True when at least one sample has a time offset.</summary>
    public bool HasTimeOffsets => _data.HasTimeOffsets;

    /// <summary>Start of collection; null when unknown. Rounded down to 100 ns.</summary>
    public DateTimeOffset? StartTime => _data.StartTime;

    /// <summary>Start of collection in nanoseconds since 1970-01-01 UTC; 0 when unknown.</summary>
    public long StartNanoseconds => _data.StartNanoseconds;

    /// <summary>How long was collected; zero when unknown. Rounded towards zero to 100 ns.</summary>
    public TimeSpan Duration => _data.Duration;

    /// <summary>How long was collected, in nanoseconds; 0 when unknown.</summary>
    public long DurationNanoseconds => _data.DurationNanoseconds;

    /// <summary>What <see cref="Period"/> counts; null when unknown.</summary>
    public SampleType? PeriodType => _data.PeriodType;

    /// <summary>Distance between two samples in units of <see cref="PeriodType"/>; 0 when unknown.</summary>
    public long Period => _data.Period;

    /// <summary>How good the profile is.</summary>
    public ProfileQuality Quality => _data.Quality;

    /// <summary>Comments that are not <see cref="Quality"/>.</summary>
    public IReadOnlyList<string> Comments => _data.Comments;

    /// <summary>pprof's <c>drop_frames</c>: a regular expression, empty when none.</summary>
    public string DropFrames => _data.DropFrames;

    /// <summary>pprof's <c>keep_frames</c>: a regular expression, empty when none.</summary>
    public string KeepFrames => _data.KeepFrames;

    /// <summary>pprof's <c>doc_url</c>: where this kind of profile is explained, empty when nowhere.</summary>
    public string DocUrl => _data.DocUrl;

    /// <summary>The same profile with another value to show. No data is copied.</summary>
    /// <param name="sampleType">Index into <see cref="SampleTypes"/>.</param>
    public Profile WithDefaultSampleType(int sampleType)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sampleType, (uint)SampleTypes.Count, nameof(sampleType));
        return new Profile(_data, sampleType);
    }

    /// <summary>Puts all tables and samples into a builder of the same sample types that holds nothing yet.</summary>
    internal void CopyTo(ProfileBuilder target) => target.TakeContentOf(_data);

    /// <summary>The stack of a sample.</summary>
    public StackId StackOf(int sample) => new(_data.SampleStacks[sample]);

    /// <summary>The labels of a sample.</summary>
    public LabelSetId LabelsOf(int sample) => new(_data.SampleLabels[sample]);

    /// <summary>The values of a sample, one for each of <see cref="SampleTypes"/>.</summary>
    public ReadOnlySpan<long> ValuesOf(int sample) => _data.ValuesOf(sample);

    /// <summary>Nanoseconds from <see cref="StartTime"/> to a sample; null when it has no time of its own.</summary>
    public long? TimeOffsetOf(int sample) => _data.TimeOffsetOf(sample);

    /// <summary>The source lines of a location, the innermost inlined function first; empty when not symbolised.</summary>
    public Line[] LinesOf(LocationId location)
    {
        Line[] lines = LineLists.ToArray(Locations[location.Index].Lines.Index);
        Array.Reverse(lines);
        return lines;
    }

    /// <summary>The locations of a stack, the leaf (innermost callee) first, as pprof orders them.</summary>
    public LocationId[] LeafFirst(StackId stack)
    {
        LocationId[] locations = Stacks.ToArray(stack.Index);
        Array.Reverse(locations);
        return locations;
    }
}
