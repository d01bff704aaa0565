namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Writes one pprof message. IDs are our indexes, counted from 1 as pprof wants them.</summary>
internal sealed class PprofWriter(Profile profile, Stream output)
{
    private const int FlushLength = 1 << 16;

    private readonly ProtoWriter _message = new();
    private readonly ProtoWriter _entry = new();
    private readonly ProtoWriter _part = new();
    private readonly List<string> _addedStrings = [];
    private readonly Dictionary<string, int> _addedIndexes = new(StringComparer.Ordinal);

    /// <summary>Writes the profile.</summary>
    public void Write()
    {
        foreach (SampleType type in profile.SampleTypes)
            WriteValueType(PprofFields.Profile.SampleType, type);
        WriteFacts();
        WriteMappings();
        WriteFunctions();
        WriteLocations();
        WriteSamples();
        for (int i = 0; i < profile.Strings.Count; i++)
            WriteString(profile.Strings[new StringId(i)]);
        foreach (string text in _addedStrings)
            WriteString(text);
        output.Write(_message.Written);
    }

    private void WriteFacts()
    {
        _message.Number(PprofFields.Profile.DropFrames, IndexOf(profile.DropFrames));
        _message.Number(PprofFields.Profile.KeepFrames, IndexOf(profile.KeepFrames));
        _message.Number(PprofFields.Profile.TimeNanos, profile.StartNanoseconds);
        _message.Number(PprofFields.Profile.DurationNanos, profile.DurationNanoseconds);
        if (profile.PeriodType is { } periodType)
            WriteValueType(PprofFields.Profile.PeriodType, periodType);
        _message.Number(PprofFields.Profile.Period, profile.Period);
        _part.Clear();
        foreach (string comment in QualityComments.Format(profile.Quality).Concat(profile.Comments))
            _part.PackedNumber((ulong)IndexOf(comment));
        if (_part.Length > 0)
            _message.Bytes(PprofFields.Profile.Comment, _part.Written);
        _message.Number(PprofFields.Profile.DefaultSampleType, IndexOf(profile.SampleTypes[profile.DefaultSampleType].Type));
        _message.Number(PprofFields.Profile.DocUrl, IndexOf(profile.DocUrl));
    }

    private void WriteValueType(int field, SampleType type)
    {
        _entry.Clear();
        _entry.Number(PprofFields.ValueType.Type, IndexOf(type.Type));
        _entry.Number(PprofFields.ValueType.Unit, IndexOf(type.Unit));
        Finish(field);
    }

    private void WriteMappings()
    {
        // Index 0 is "no mapping", which pprof writes as ID 0.
        for (int id = 1; id < profile.Mappings.Count; id++)
        {
            Mapping mapping = profile.Mappings[id];
            _entry.Clear();
            _entry.Number(PprofFields.Mapping.Id, id);
            _entry.Number(PprofFields.Mapping.Start, mapping.Start);
            _entry.Number(PprofFields.Mapping.Limit, mapping.Limit);
            _entry.Number(PprofFields.Mapping.FileOffset, mapping.FileOffset);
            _entry.Number(PprofFields.Mapping.FileName, mapping.FileName.Index);
            _entry.Number(PprofFields.Mapping.BuildId, mapping.BuildId.Index);
            for (int field = PprofFields.Mapping.FirstFlag; field <= PprofFields.Mapping.LastFlag; field++)
                _entry.Flag(field, ((int)mapping.Flags >> (field - PprofFields.Mapping.FirstFlag) & 1) != 0);
            Finish(PprofFields.Profile.Mapping);
        }
    }

    private void WriteFunctions()
    {
        for (int i = 0; i < profile.Functions.Count; i++)
        {
            Function function = profile.Functions[i];
            _entry.Clear();
            _entry.Number(PprofFields.Function.Id, i + 1);
            _entry.Number(PprofFields.Function.Name, function.Name.Index);
            _entry.Number(PprofFields.Function.SystemName, function.SystemName.Index);
            _entry.Number(PprofFields.Function.FileName, function.FileName.Index);
            _entry.Number(PprofFields.Function.StartLine, function.StartLine);
            Finish(PprofFields.Profile.Function);
        }
    }

    private void WriteLocations()
    {
        for (int i = 0; i < profile.Locations.Count; i++)
        {
            Location location = profile.Locations[i];
            _entry.Clear();
            _entry.Number(PprofFields.Location.Id, i + 1);
            _entry.Number(PprofFields.Location.MappingId, location.Mapping.Index);
            _entry.Number(PprofFields.Location.Address, location.Address);
            // The list is kept outermost first, so that walking up from its last node gives pprof's order.
            for (int node = location.Lines.Index; node != 0; node = profile.LineLists.Parent(node))
            {
                Line line = profile.LineLists.Item(node);
                _part.Clear();
                _part.Number(PprofFields.Line.FunctionId, line.Function.Index + 1);
                _part.Number(PprofFields.Line.Number, line.Number);
                _part.Number(PprofFields.Line.Column, line.Column);
                _entry.Bytes(PprofFields.Location.Line, _part.Written);
            }

            _entry.Flag(PprofFields.Location.IsFolded, location.IsFolded);
            Finish(PprofFields.Profile.Location);
        }
    }

    private void WriteSamples()
    {
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            _entry.Clear();
            _part.Clear();
            for (int node = profile.StackOf(sample).Index; node != 0; node = profile.Stacks.Parent(node))
                _part.PackedNumber((ulong)profile.Stacks.Item(node).Index + 1);
            if (_part.Length > 0)
                _entry.Bytes(PprofFields.Sample.LocationId, _part.Written);
            _part.Clear();
            foreach (long value in profile.ValuesOf(sample))
                _part.PackedNumber((ulong)value);
            _entry.Bytes(PprofFields.Sample.Value, _part.Written);
            foreach (Label label in profile.LabelSets.ToArray(profile.LabelsOf(sample).Index))
                WriteLabel(label.Key.Index, label.Text.Index, label.Number, label.Unit.Index);
            if (profile.TimeOffsetOf(sample) is { } offset)
                WriteLabel(IndexOf(LabelNames.TimeOffset), 0, offset, IndexOf("nanoseconds"));
            Finish(PprofFields.Profile.Sample);
        }
    }

    private void WriteLabel(int key, int text, long number, int unit)
    {
        _part.Clear();
        _part.Number(PprofFields.Label.Key, key);
        _part.Number(PprofFields.Label.Text, text);
        _part.Number(PprofFields.Label.Number, number);
        _part.Number(PprofFields.Label.Unit, unit);
        _entry.Bytes(PprofFields.Sample.Label, _part.Written);
    }

    private void Finish(int field)
    {
        _message.Bytes(field, _entry.Written);
        Flush();
    }

    private void WriteString(string text)
    {
        _message.Text(PprofFields.Profile.StringTable, text);
        Flush();
    }

    private void Flush()
    {
        if (_message.Length < FlushLength)
            return;
        output.Write(_message.Written);
        _message.Clear();
    }

    private int IndexOf(string text)
    {
        if (profile.Strings.TryFind(text, out StringId id))
            return id.Index;
        if (!_addedIndexes.TryGetValue(text, out int index))
        {
            index = profile.Strings.Count + _addedStrings.Count;
            _addedStrings.Add(text);
            _addedIndexes.Add(text, index);
        }

        return index;
    }
}
