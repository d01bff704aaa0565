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

    private readonly PprofStrings _strings = new();
    private readonly IdMap _mappings = new("mapping");
    private readonly IdMap _functions = new("function");
    private readonly IdMap _locations = new("location");
    private readonly List<ulong> _numbers = [];
    private readonly List<Line> _lines = [];
    private ProfileBuilder _builder = new(SampleType.Samples);

    private delegate void FieldHandler(ref ProtoReader reader);

    /// <summary>Reads the profile.</summary>
    /// <exception cref="ProfileFormatException">It is malformed.</exception>
    public Profile Read()
    {
        List<SampleType> types = [];
        ForEach(PprofFields.Profile.StringTable, (ref r) => _strings.Add(r.Bytes()));
        if (!_strings.StartsEmpty)
            throw new ProfileFormatException("expected the string table to start with the empty string", offset: 0);
        ForEach(PprofFields.Profile.SampleType, (ref r) => types.Add(ReadValueType(r.Message())));
        if (types.Count is 0 or > MaxSampleTypes)
            throw new ProfileFormatException($"expected 1 to {MaxSampleTypes} sample types, found {types.Count}", data.Length);

        _builder = new ProfileBuilder(types, _strings.Table);
        ReadFacts();
        ForEach(PprofFields.Profile.Mapping, ReadMapping);
        ForEach(PprofFields.Profile.Function, ReadFunction);
        ForEach(PprofFields.Profile.Location, ReadLocation);
        ForEach(PprofFields.Profile.Sample, new PprofSampleReader(data, _strings, _locations, _builder).Read);
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
                    _builder.DropFrames = _strings.ReadText(ref reader);
                    break;
                case PprofFields.Profile.KeepFrames:
                    _builder.KeepFrames = _strings.ReadText(ref reader);
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
                    _builder.DocUrl = _strings.ReadText(ref reader);
                    break;
                case PprofFields.Profile.Comment:
                    ReadComments(ref reader, quality);
                    break;
                case PprofFields.Profile.DefaultSampleType:
                    defaultType = _strings.ReadText(ref reader);
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
            string comment = _strings.Table[_strings.At(index, reader.Offset)];
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
                type = _strings.ReadText(ref reader);
            else if (reader.Field == PprofFields.ValueType.Unit)
                unit = _strings.ReadText(ref reader);
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
                    mapping = mapping with { FileName = _strings.Read(ref reader) };
                    break;
                case PprofFields.Mapping.BuildId:
                    mapping = mapping with { BuildId = _strings.Read(ref reader) };
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
                    function = function with { Name = _strings.Read(ref reader) };
                    break;
                case PprofFields.Function.SystemName:
                    function = function with { SystemName = _strings.Read(ref reader) };
                    break;
                case PprofFields.Function.FileName:
                    function = function with { FileName = _strings.Read(ref reader) };
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

    private static int Int32(ref ProtoReader reader, string what)
    {
        long value = (long)reader.Number();
        return (int)value == value
            ? (int)value
            : throw new ProfileFormatException($"expected a {what}, found {value}", reader.Offset);
    }
}
