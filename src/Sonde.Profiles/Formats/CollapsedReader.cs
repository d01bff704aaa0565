using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Profiles.Formats;

/// <summary>Reads collapsed stacks.</summary>
internal sealed class CollapsedReader
{
    private const string KernelMark = "_[k]";
    private const string JitMark = "_[j]";
    private const string InlinedMark = "_[i]";

    private readonly ProfileBuilder _builder = new(SampleType.Samples);
    private readonly Dictionary<string, ReadFrame> _frames = new(StringComparer.Ordinal);
    private readonly List<ReadFrame> _stack = [];
    private readonly List<Line> _lines = [];
    private char[] _text = new char[1024];

    private readonly record struct ReadFrame(MappingId Mapping, Line Line, LocationId Location, bool IsInlined);

    /// <summary>Reads all lines.</summary>
    /// <exception cref="ProfileFormatException">A line has no count.</exception>
    public Profile Read(byte[] data)
    {
        int lineNumber = 0;
        for (int start = 0; start < data.Length;)
        {
            lineNumber++;
            int length = data.AsSpan(start).IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = data.AsSpan(start, length < 0 ? data.Length - start : length);
            if (!CollapsedLine.IsComment(line) && line.IndexOfAnyExcept(" \t\r"u8) >= 0)
                ReadLine(line, start, lineNumber);
            start += line.Length + 1;
        }

        return _builder.Build();
    }

    private void ReadLine(ReadOnlySpan<byte> line, int offset, int lineNumber)
    {
        if (!CollapsedLine.TryParse(line, out ReadOnlySpan<byte> stack, out long count))
            throw new ProfileFormatException($"line {lineNumber}: expected \"frame;frame;frame COUNT\"", offset);
        if (_text.Length < stack.Length)
            _text = new char[stack.Length * 2];
        ReadOnlySpan<char> text = _text.AsSpan(0, Encoding.UTF8.GetChars(stack, _text));

        _stack.Clear();
        var frames = _frames.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (Range range in text.Split(';'))
        {
            ReadOnlySpan<char> name = text[range];
            if (!frames.TryGetValue(name, out ReadFrame frame))
            {
                frame = ParseFrame(name);
                frames[name] = frame;
            }

            _stack.Add(frame);
        }

        _builder.AddSample(AddStack(), LabelSetId.Empty, [count]);
    }

    // The stack stands root first; an inlined frame belongs to the location of its caller, the frame before it.
    private StackId AddStack()
    {
        StackId stack = StackId.Empty;
        for (int i = 0; i < _stack.Count;)
        {
            int next = i + 1;
            while (next < _stack.Count && _stack[next].IsInlined)
                next++;
            LocationId location = _stack[i].Location;
            if (next > i + 1)
            {
                _lines.Clear();
                for (int j = next - 1; j >= i; j--)
                    _lines.Add(_stack[j].Line);
                location = _builder.AddLocation(_stack[i].Mapping, 0, CollectionsMarshal.AsSpan(_lines));
            }

            stack = _builder.AddStack(stack, location);
            i = next;
        }

        return stack;
    }

    private ReadFrame ParseFrame(ReadOnlySpan<char> name)
    {
        MappingId mapping = MappingId.None;
        bool isInlined = name.EndsWith(InlinedMark, StringComparison.Ordinal);
        bool isKernel = name.EndsWith(KernelMark, StringComparison.Ordinal);
        bool isJit = name.EndsWith(JitMark, StringComparison.Ordinal);
        if (isInlined || isKernel || isJit)
            name = name[..^KernelMark.Length];
        if (isKernel)
            mapping = TextFrames.AddMapping(_builder, WellKnownMappings.Kernel);
        else if (isJit)
            mapping = TextFrames.AddMapping(_builder, WellKnownMappings.Jit);

        Line line = ParseFunction(name, ref mapping);
        return new ReadFrame(mapping, line, _builder.AddLocation(mapping, 0, [line]), isInlined);
    }

    /// <summary>Takes <c>function (file:line)</c> apart; any other text is a name.</summary>
    private Line ParseFunction(ReadOnlySpan<char> text, ref MappingId mapping)
    {
        int open = text.LastIndexOf(" (", StringComparison.Ordinal);
        int colon = text.LastIndexOf(':');
        if (open > 0 && colon > open + 2 && text[^1] == ')'
            && int.TryParse(text[(colon + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
        {
            ReadOnlySpan<char> file = text[(open + 2)..colon];
            if (mapping == MappingId.None)
                mapping = TextFrames.MappingOf(_builder, file);
            FunctionId function = _builder.AddFunction(
                new Function(_builder.Intern(text[..open]), StringId.Empty, _builder.Intern(file), 0));
            return new Line(function, number);
        }

        return new Line(_builder.AddFunction(new Function(_builder.Intern(text), default, default, 0)), 0);
    }
}
