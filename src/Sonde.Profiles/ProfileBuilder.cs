using System.Runtime.InteropServices;

namespace Sonde.Profiles;

/// <summary>
/// Builds a <see cref="Profile"/>. A builder belongs to one thread; threads that collect at the same time each fill their
/// own and merging joins them, so that adding a sample takes no lock. Samples with equal stack and
/// labels and no time offset are added up.
/// </summary>
public sealed class ProfileBuilder
{
    private const long NoTimeOffset = long.MinValue;
    private const int MaxLabelsOnStack = 16;

    private readonly RowIndex _rows = new();
    private List<long> _values = [];
    private List<long>? _timeOffsets;
    private bool _isIndexed = true;
    private bool _built;

    /// <summary>Starts an empty profile.</summary>
    /// <param name="sampleTypes">What each value of a sample measures; at least one.</param>
    public ProfileBuilder(params IReadOnlyList<SampleType> sampleTypes)
        : this(sampleTypes, new StringTable())
    {
    }

    /// <summary>Starts an empty profile whose strings are, in part, already known.</summary>
    internal ProfileBuilder(IReadOnlyList<SampleType> sampleTypes, StringTable strings)
    {
        Strings = strings;
        ArgumentOutOfRangeException.ThrowIfZero(sampleTypes.Count);
        SampleTypes = [.. sampleTypes];
        MappingTable.Add(default);
    }

    /// <summary>Starts a profile that has another's sample types and facts, but none of its samples.</summary>
    public static ProfileBuilder WithFactsOf(Profile profile)
    {
        var builder = new ProfileBuilder(profile.SampleTypes)
        {
            DefaultSampleType = profile.DefaultSampleType,
            StartNanoseconds = profile.StartNanoseconds,
            DurationNanoseconds = profile.DurationNanoseconds,
            PeriodType = profile.PeriodType,
            Period = profile.Period,
            Quality = profile.Quality,
            DropFrames = profile.DropFrames,
            KeepFrames = profile.KeepFrames,
            DocUrl = profile.DocUrl,
        };
        builder.Comments.AddRange(profile.Comments);
        return builder;
    }

    /// <inheritdoc cref="Profile.SampleTypes"/>
    public IReadOnlyList<SampleType> SampleTypes { get; }

    /// <inheritdoc cref="Profile.DefaultSampleType"/>
    public int DefaultSampleType { get; set; }

    /// <inheritdoc cref="Profile.StartTime"/>
    public DateTimeOffset? StartTime
    {
        get => StartNanoseconds == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(FloorToTicks(StartNanoseconds));
        set => StartNanoseconds = value is { } time
            ? checked((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick)
            : 0;
    }

    /// <inheritdoc cref="Profile.StartNanoseconds"/>
    public long StartNanoseconds { get; set; }

    /// <inheritdoc cref="Profile.Duration"/>
    public TimeSpan Duration
    {
        get => new(DurationNanoseconds / TimeSpan.NanosecondsPerTick);
        set => DurationNanoseconds = checked(value.Ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <inheritdoc cref="Profile.DurationNanoseconds"/>
    public long DurationNanoseconds { get; set; }

    /// <inheritdoc cref="Profile.PeriodType"/>
    public SampleType? PeriodType { get; set; }

    /// <inheritdoc cref="Profile.Period"/>
    public long Period { get; set; }

    /// <inheritdoc cref="Profile.Quality"/>
    public ProfileQuality Quality { get; set; } = new();

    /// <inheritdoc cref="Profile.Comments"/>
    public IList<string> CommentList => Comments;

    /// <inheritdoc cref="Profile.DropFrames"/>
    public string DropFrames { get; set; } = "";

    /// <inheritdoc cref="Profile.KeepFrames"/>
    public string KeepFrames { get; set; } = "";

    /// <inheritdoc cref="Profile.DocUrl"/>
    public string DocUrl { get; set; } = "";

    /// <inheritdoc cref="Profile.SampleCount"/>
    public int SampleCount => SampleStacks.Count;

    internal StringTable Strings { get; private set; }

    internal InternTable<Mapping> MappingTable { get; private set; } = new();

    internal InternTable<Function> FunctionTable { get; private set; } = new();

    internal InternTable<Location> LocationTable { get; private set; } = new();

    internal PrefixTree<Line> LineLists { get; private set; } = new();

    internal PrefixTree<LocationId> Stacks { get; private set; } = new();

    internal PrefixTree<Label> LabelSets { get; private set; } = new();

    internal List<string> Comments { get; } = [];

    internal List<int> SampleStacks { get; private set; } = [];

    internal List<int> SampleLabels { get; private set; } = [];

    /// <summary>Neither a sample nor anything that samples refer to has been added.</summary>
    internal bool IsEmpty => SampleCount == 0 && MappingTable.Items.Count == 1 && FunctionTable.Items.Count == 0
        && LocationTable.Items.Count == 0 && Stacks.Count == 1 && LabelSets.Count == 1;

    internal bool HasTimeOffsets => _timeOffsets is not null;

    /// <inheritdoc cref="StringTable.Intern(string)"/>
    public StringId Intern(string text) => Strings.Intern(text);

    /// <inheritdoc cref="StringTable.Intern(ReadOnlySpan{char})"/>
    public StringId Intern(ReadOnlySpan<char> text) => Strings.Intern(text);

    /// <inheritdoc cref="StringTable.InternUtf8"/>
    public StringId InternUtf8(ReadOnlySpan<byte> text) => Strings.InternUtf8(text);

    /// <summary>Adds a mapping, or finds the equal one.</summary>
    public MappingId AddMapping(in Mapping mapping) => new(MappingTable.Add(mapping));

    /// <summary>Adds a function, or finds the equal one.</summary>
    public FunctionId AddFunction(in Function function) => new(FunctionTable.Add(function));

    /// <summary>Adds a location, or finds the equal one.</summary>
    /// <param name="mapping">The module.</param>
    /// <param name="address">Address inside the mapping; 0 for interpreted languages.</param>
    /// <param name="lines">Source lines, the innermost inlined function first; empty when not symbolised.</param>
    /// <param name="isFolded">See <see cref="Location.IsFolded"/>.</param>
    public LocationId AddLocation(MappingId mapping, ulong address, ReadOnlySpan<Line> lines, bool isFolded = false)
    {
        int list = 0;
        for (int i = lines.Length - 1; i >= 0; i--)
            list = LineLists.Add(list, lines[i]);
        return new(LocationTable.Add(new Location(mapping, address, new LineListId(list), isFolded)));
    }

    /// <summary>Adds a stack given from the leaf (innermost callee) to the root, or finds the equal one.</summary>
    public StackId AddStack(ReadOnlySpan<LocationId> leafFirst)
    {
        int stack = 0;
        for (int i = leafFirst.Length - 1; i >= 0; i--)
            stack = Stacks.Add(stack, leafFirst[i]);
        return new StackId(stack);
    }

    /// <summary>Adds the stack that <paramref name="caller"/> becomes when it calls <paramref name="callee"/>.</summary>
    public StackId AddStack(StackId caller, LocationId callee) => new(Stacks.Add(caller.Index, callee));

    /// <summary>Adds a set of labels, in any order, or finds the equal one.</summary>
    public LabelSetId AddLabels(params ReadOnlySpan<Label> labels)
    {
        if (labels.IsEmpty)
            return LabelSetId.Empty;
        Span<Label> sorted = labels.Length <= MaxLabelsOnStack ? stackalloc Label[labels.Length] : new Label[labels.Length];
        labels.CopyTo(sorted);
        // Sorting is unstable, so that equal keys need the rest of the label to have one order.
        sorted.Sort(static (a, b) =>
            (a.Key.Index, a.Text.Index, a.Number, a.Unit.Index).CompareTo((b.Key.Index, b.Text.Index, b.Number, b.Unit.Index)));
        int set = 0;
        foreach (Label label in sorted)
            set = LabelSets.Add(set, label);
        return new LabelSetId(set);
    }

    /// <summary>Adds one sample; equal stack and labels are added up unless a time offset tells them apart.</summary>
    /// <param name="stack">Its stack.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="values">One value for each sample type.</param>
    /// <param name="timeOffset">Nanoseconds since the profile's start, when they are worth keeping.</param>
    public void AddSample(StackId stack, LabelSetId labels, ReadOnlySpan<long> values, long? timeOffset = null)
    {
        ObjectDisposedException.ThrowIf(_built, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, SampleTypes.Count);
        if (timeOffset is null)
        {
            if (!_isIndexed)
                IndexRows();
            (int row, bool exists) = _rows.FindOrAdd(stack.Index, labels.Index, SampleCount);
            if (exists)
            {
                Span<long> sums = CollectionsMarshal.AsSpan(_values).Slice(row * values.Length, values.Length);
                for (int i = 0; i < values.Length; i++)
                    sums[i] += values[i];
                return;
            }
        }

        AppendRow(stack, labels, values, timeOffset);
    }

    /// <summary>
    /// Takes the samples that were added since the last time into a profile of their own. The builder goes on, and its IDs stay
    /// valid.
    /// </summary>
    public Profile Take()
    {
        ObjectDisposedException.ThrowIf(_built, this);
        var view = new Profile(this);
        ProfileBuilder taken = WithFactsOf(view);
        new ProfileImporter(view, taken).ImportAll();
        SampleStacks.Clear();
        SampleLabels.Clear();
        _values.Clear();
        _timeOffsets = null;
        _rows.Clear();
        return taken.Build();
    }

    /// <summary>Ends building. The builder cannot be used afterwards.</summary>
    public Profile Build()
    {
        ObjectDisposedException.ThrowIf(_built, this);
        _built = true;
        _rows.Clear();
        return new Profile(this);
    }

    /// <summary>
    /// Takes all tables and samples of another builder, which has the same sample types; what was added before is forgotten.
    /// As fast as memory is copied, where adding them one by one is not.
    /// </summary>
    internal void TakeContentOf(ProfileBuilder other)
    {
        (Strings, MappingTable, FunctionTable, LocationTable) =
            (other.Strings.Copy(), other.MappingTable.Copy(), other.FunctionTable.Copy(), other.LocationTable.Copy());
        (LineLists, Stacks, LabelSets) = (other.LineLists.Copy(), other.Stacks.Copy(), other.LabelSets.Copy());
        (SampleStacks, SampleLabels, _values) = ([.. other.SampleStacks], [.. other.SampleLabels], [.. other._values]);
        _timeOffsets = other._timeOffsets is null ? null : [.. other._timeOffsets];
        _rows.Clear();
        _isIndexed = false;
    }

    internal ReadOnlySpan<long> ValuesOf(int sample) =>
        CollectionsMarshal.AsSpan(_values).Slice(sample * SampleTypes.Count, SampleTypes.Count);

    internal long? TimeOffsetOf(int sample) =>
        _timeOffsets is { } offsets && offsets[sample] != NoTimeOffset ? offsets[sample] : null;

    private static long FloorToTicks(long nanoseconds) =>
        (nanoseconds / TimeSpan.NanosecondsPerTick) - (nanoseconds % TimeSpan.NanosecondsPerTick < 0 ? 1 : 0);

    private void IndexRows()
    {
        for (int row = 0; row < SampleCount; row++)
        {
            if (TimeOffsetOf(row) is null)
                _rows.FindOrAdd(SampleStacks[row], SampleLabels[row], row);
        }

        _isIndexed = true;
    }

    private void AppendRow(StackId stack, LabelSetId labels, ReadOnlySpan<long> values, long? timeOffset)
    {
        if (timeOffset is not null && _timeOffsets is null)
        {
            _timeOffsets = new List<long>(SampleCount + 1);
            CollectionsMarshal.SetCount(_timeOffsets, SampleCount);
            CollectionsMarshal.AsSpan(_timeOffsets).Fill(NoTimeOffset);
        }

        _timeOffsets?.Add(timeOffset ?? NoTimeOffset);
        SampleStacks.Add(stack.Index);
        SampleLabels.Add(labels.Index);
        _values.AddRange(values);
    }
}
