using System.Runtime.InteropServices;

namespace Sonde.Profiles.Formats.Pprof;

/// <summary>
/// Reads one pprof message. Fields may stand in any order, so that the message is passed over once for each kind of entry,
/// those that others refer to first; passing over costs little beside decompression.
/// </summary>
internal sealed class PprofReader(byte[] data)
{
    // Far more than any profiler writes; each sample carries one value for each.
    private const int MaxSampleTypes = 256;

    private readonly StringTable _table = new();
    private readonly List<StringId> _strings = [];
    private readonly IdMap _mappings = new("mapping");
    private readonly IdMap _functions = new("function");
    private readonly IdMap _locations = new("location");
    private readonly List<ulong> _numbers = [];
    private readonly List<LocationId> _stack = [];
    private readonly Dictionary<StackBytes, StackId> _stacks = new(new StackBytesComparer(data));
    private readonly List<Line> _lines = [];
    private readonly List<Label> _labels = [];
    private ProfileBuilder _builder = new(SampleType.Samples);
    private StringId _timeOffsetKey;
    private long[] _values = [];

    private delegate void FieldHandler(ref ProtoReader reader);

    /// <summary>Reads the profile.</summary>
    /// <exception cref="ProfileFormatException">It is malformed.</exception>
    public Profile Read()
    {
        List<SampleType> types = [];
        ForEach(PprofFields.Profile.StringTable, (ref r) => _strings.Add(_table.InternUtf8(r.Bytes())));
        if (_strings.Count > 0 && _strings[0] != StringId.Empty)
            throw new ProfileFormatException("expected the string table to start with the empty string", offset: 0);
        ForEach(PprofFields.Profile.SampleType, (ref r) => types.Add(ReadValueType(r.Message())));
        if (types.Count is 0 or > MaxSampleTypes)
            throw new ProfileFormatException($"expected 1 to {MaxSampleTypes} sample types, found {types.Count}", data.Length);

        _builder = new ProfileBuilder(types, _table);
        _values = new long[types.Count];
        _timeOffsetKey = _builder.Intern(LabelNames.TimeOffset);
        ReadFacts();
        ForEach(PprofFields.Profile.Mapping, ReadMapping);
        ForEach(PprofFields.Profile.Function, ReadFunction);
        ForEach(PprofFields.Profile.Location, ReadLocation);
        ForEach(PprofFields.Profile.Sample, ReadSample);
        return _builder.Build();
    }

    private void ForEach(int field, FieldHandler handler)
    {
        var reader = new ProtoReader(data, 0);
        while (reader.Next())
        {
            if (reader.Field == field)
                handler(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadFacts()
    {
        var quality = new QualityCommentReader();
        // Where the file names no default, pprof shows the last type.
        _builder.DefaultSampleType = _builder.SampleTypes.Count - 1;
        string defaultType = "";
        var reader = new ProtoReader(data, 0);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case PprofFields.Profile.DropFrames:
                    _builder.DropFrames = Text(ref reader);
                    break;
                case PprofFields.Profile.KeepFrames:
                    _builder.KeepFrames = Text(ref reader);
                    break;
                case PprofFields.Profile.TimeNanos:
                    _builder.StartNanoseconds = (long)reader.Number();
                    break;
                case PprofFields.Profile.DurationNanos:
                    _builder.DurationNanoseconds = (long)reader.Number();
                    break;
                case PprofFields.Profile.PeriodType:
                    _builder.PeriodType = ReadValueType(reader.Message());
                    break;
                case PprofFields.Profile.Period:
                    _builder.Period = (long)reader.Number();
                    break;
                case PprofFields.Profile.DocUrl:
                    _builder.DocUrl = Text(ref reader);
                    break;
                case PprofFields.Profile.Comment:
                    ReadComments(ref reader, quality);
                    break;
                case PprofFields.Profile.DefaultSampleType:
                    defaultType = Text(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        _builder.Quality = quality.Quality;
        int index = _builder.SampleTypes.ToList().FindIndex(type => type.Type == defaultType);
        if (defaultType.Length > 0 && index >= 0)
            _builder.DefaultSampleType = index;
    }

    private void ReadComments(ref ProtoReader reader, QualityCommentReader quality)
    {
        _numbers.Clear();
        reader.AppendNumbers(_numbers);
        foreach (ulong index in _numbers)
        {
            string comment = _table[StringAt(index, reader.Offset)];
            if (!quality.TryTake(comment))
                _builder.CommentList.Add(comment);
        }
    }

    private SampleType ReadValueType(ProtoReader reader)
    {
        string type = "", unit = "";
        while (reader.Next())
        {
            if (reader.Field == PprofFields.ValueType.Type)
                type = Text(ref reader);
            else if (reader.Field == PprofFields.ValueType.Unit)
                unit = Text(ref reader);
            else
                reader.Skip();
        }

        return new SampleType(type, unit);
    }

    private void ReadMapping(ref ProtoReader outer)
    {
        ProtoReader reader = outer.Message();
        ulong id = 0;
        var mapping = default(Mapping);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case PprofFields.Mapping.Id:
                    id = reader.Number();
                    break;
                case PprofFields.Mapping.Start:
                    mapping = mapping with { Start = reader.Number() };
                    break;
                case PprofFields.Mapping.Limit:
                    mapping = mapping with { Limit = reader.Number() };
                    break;
                case PprofFields.Mapping.FileOffset:
                    mapping = mapping with { FileOffset = reader.Number() };
                    break;
                case PprofFields.Mapping.FileName:
                    mapping = mapping with { FileName = String(ref reader) };
                    break;
                case PprofFields.Mapping.BuildId:
                    mapping = mapping with { BuildId = String(ref reader) };
                    break;
                case >= PprofFields.Mapping.FirstFlag and <= PprofFields.Mapping.LastFlag:
                    int bit = 1 << (reader.Field - PprofFields.Mapping.FirstFlag);
                    mapping = mapping with { Flags = reader.Number() != 0 ? mapping.Flags | (MappingFlags)bit : mapping.Flags };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        _mappings.Add(id, _builder.AddMapping(mapping).Index, outer.Offset);
    }

    private void ReadFunction(ref ProtoReader outer)
    {
        ProtoReader reader = outer.Message();
        ulong id = 0;
        var function = default(Function);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case PprofFields.Function.Id:
                    id = reader.Number();
                    break;
                case PprofFields.Function.Name:
                    function = function with { Name = String(ref reader) };
                    break;
                case PprofFields.Function.SystemName:
                    function = function with { SystemName = String(ref reader) };
                    break;
                case PprofFields.Function.FileName:
                    function = function with { FileName = String(ref reader) };
                    break;
                case PprofFields.Function.StartLine:
                    function = function with { StartLine = Int32(ref reader, "line number") };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        _functions.Add(id, _builder.AddFunction(function).Index, outer.Offset);
    }

    private void ReadLocation(ref ProtoReader outer)
    {
        ProtoReader reader = outer.Message();
        ulong id = 0, address = 0;
        MappingId mapping = MappingId.None;
        bool isFolded = false;
        _lines.Clear();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case PprofFields.Location.Id:
                    id = reader.Number();
                    break;
                case PprofFields.Location.MappingId:
                    ulong mappingId = reader.Number();
                    mapping = mappingId == 0 ? MappingId.None : new MappingId(_mappings.Find(mappingId, reader.Offset));
                    break;
                case PprofFields.Location.Address:
                    address = reader.Number();
                    break;
                case PprofFields.Location.Line:
                    _lines.Add(ReadLine(reader.Message()));
                    break;
                case PprofFields.Location.IsFolded:
                    isFolded = reader.Number() != 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        LocationId location = _builder.AddLocation(mapping, address, CollectionsMarshal.AsSpan(_lines), isFolded);
        _locations.Add(id, location.Index, outer.Offset);
    }

    private Line ReadLine(ProtoReader reader)
    {
        ulong function = 0;
        int number = 0, column = 0;
        while (reader.Next())
        {
            if (reader.Field == PprofFields.Line.FunctionId)
                function = reader.Number();
            else if (reader.Field == PprofFields.Line.Number)
                number = Int32(ref reader, "line number");
            else if (reader.Field == PprofFields.Line.Column)
                column = Int32(ref reader, "column");
            else
                reader.Skip();
        }

        return new Line(new FunctionId(_functions.Find(function, reader.Offset)), number, column);
    }

    private void ReadSample(ref ProtoReader outer)
    {
        ProtoReader reader = outer.Message();
        ProtoReader message = reader;
        _labels.Clear();
        int values = 0;
        long? timeOffset = null;
        var stackBytes = default(StackBytes);
        int stackFields = 0;
        while (reader.Next())
        {
            if (reader.Field == PprofFields.Sample.LocationId)
            {
                long start = reader.Offset;
                reader.Skip();
                stackBytes = new StackBytes((int)start, (int)(reader.Offset - start));
                stackFields++;
            }
            else if (reader.Field == PprofFields.Sample.Value)
            {
                _numbers.Clear();
                reader.AppendNumbers(_numbers);
                foreach (ulong value in _numbers)
                    AddValue((long)value, ref values, reader.Offset);
            }
            else if (reader.Field == PprofFields.Sample.Label)
            {
                ReadLabel(reader.Message(), ref timeOffset);
            }
            else
            {
                reader.Skip();
            }
        }

        if (values != _values.Length)
            throw new ProfileFormatException($"expected {_values.Length} values in a sample, found {values}", outer.Offset);
        StackId stack = stackFields == 1 ? FindStack(stackBytes, message) : AddStack(message);
        LabelSetId labels = _builder.AddLabels(CollectionsMarshal.AsSpan(_labels));
        _builder.AddSample(stack, labels, _values, timeOffset);
    }

    // Many samples differ only in their labels: a stack whose bytes were seen before needs no decoding.
    private StackId FindStack(StackBytes bytes, ProtoReader message)
    {
        ref StackId stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_stacks, bytes, out bool exists);
        if (!exists)
            stack = AddStack(message);
        return stack;
    }

    private StackId AddStack(ProtoReader sample)
    {
        _stack.Clear();
        while (sample.Next())
        {
            if (sample.Field != PprofFields.Sample.LocationId)
            {
                sample.Skip();
                continue;
            }

            _numbers.Clear();
            sample.AppendNumbers(_numbers);
            foreach (ulong id in _numbers)
                _stack.Add(new LocationId(_locations.Find(id, sample.Offset)));
        }

        return _builder.AddStack(CollectionsMarshal.AsSpan(_stack));
    }

    private void AddValue(long value, ref int count, long offset)
    {
        if (count == _values.Length)
            throw new ProfileFormatException($"expected {_values.Length} values in a sample, found more", offset);
        _values[count++] = value;
    }

    private void ReadLabel(ProtoReader reader, ref long? timeOffset)
    {
        var label = default(Label);
        while (reader.Next())
        {
            if (reader.Field == PprofFields.Label.Key)
                label = label with { Key = String(ref reader) };
            else if (reader.Field == PprofFields.Label.Text)
                label = label with { Text = String(ref reader) };
            else if (reader.Field == PprofFields.Label.Number)
                label = label with { Number = (long)reader.Number() };
            else if (reader.Field == PprofFields.Label.Unit)
                label = label with { Unit = String(ref reader) };
            else
                reader.Skip();
        }

        if (label.Key == _timeOffsetKey && label.Text == StringId.Empty)
            timeOffset = label.Number;
        else
            _labels.Add(label);
    }

    private string Text(ref ProtoReader reader) => _table[String(ref reader)];

    private StringId String(ref ProtoReader reader) => StringAt(reader.Number(), reader.Offset);

    // Index 0 is the empty text, also in a file without a string table.
    private StringId StringAt(ulong index, long offset) => index < (ulong)_strings.Count
        ? _strings[(int)index]
        : index == 0
            ? StringId.Empty
            : throw new ProfileFormatException(
                $"expected an entry of the string table, which has {_strings.Count}, found index {index}", offset);

    private static int Int32(ref ProtoReader reader, string what)
    {
        long value = (long)reader.Number();
        return (int)value == value
            ? (int)value
            : throw new ProfileFormatException($"expected a {what}, found {value}", reader.Offset);
    }
}
