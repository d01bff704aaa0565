using System.Runtime.InteropServices;

namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Reads the samples of a pprof message, after everything they refer to.</summary>
internal sealed class PprofSampleReader(byte[] data, PprofStrings strings, IdMap locations, ProfileBuilder builder)
{
    // After so many stacks, one in so many must have come back, or looking for them costs more than it saves.
    private const int EnoughStacks = 1 << 16, RareReturn = 4;

    private readonly List<ulong> _numbers = [];
    private readonly List<LocationId> _stack = [];
    // Null once it is known that stacks hardly ever come back.
    private Dictionary<StackBytes, StackId>? _stacks = new(new StackBytesComparer(data));
    private int _found;
    private readonly List<Label> _labels = [];
    private readonly StringId _timeOffsetKey = builder.Intern(LabelNames.TimeOffset);
    private readonly long[] _values = new long[builder.SampleTypes.Count];

    /// <summary>Reads one sample into the builder.</summary>
    public void Read(ref ProtoReader outer)
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
        LabelSetId labels = builder.AddLabels(CollectionsMarshal.AsSpan(_labels));
        builder.AddSample(stack, labels, _values, timeOffset);
    }

    // Many samples differ only in their labels: a stack whose bytes were seen before needs no decoding.
    private StackId FindStack(StackBytes bytes, ProtoReader message)
    {
        if (_stacks is null)
            return AddStack(message);
        if (_stacks.Count >= EnoughStacks && _found < _stacks.Count / RareReturn)
        {
            _stacks = null;
            return AddStack(message);
        }

        ref StackId stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_stacks, bytes, out bool exists);
        if (exists)
            _found++;
        else
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
                _stack.Add(new LocationId(locations.Find(id, sample.Offset)));
        }

        return builder.AddStack(CollectionsMarshal.AsSpan(_stack));
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
                label = label with { Key = strings.Read(ref reader) };
            else if (reader.Field == PprofFields.Label.Text)
                label = label with { Text = strings.Read(ref reader) };
            else if (reader.Field == PprofFields.Label.Number)
                label = label with { Number = (long)reader.Number() };
            else if (reader.Field == PprofFields.Label.Unit)
                label = label with { Unit = strings.Read(ref reader) };
            else
                reader.Skip();
        }

        if (label.Key == _timeOffsetKey && label.Text == StringId.Empty)
            timeOffset = label.Number;
        else
            _labels.Add(label);
    }
}
