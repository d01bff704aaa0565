using Sonde.Linux.Procfs;
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
    private readonly StringId _pid;
    private readonly StringId _process;
    private readonly StringId _tid;
    private readonly StringId _thread;
    private readonly long[] _values = new long[2];

    /// <summary>Begins to write.</summary>
    /// <param name="profile">Has the sample types samples and CPU time.</param>
    public SampleWriter(ProfileBuilder profile)
    {
        _profile = profile;
        _mapping = profile.AddMapping(new Mapping(
            0, 0, 0, profile.Intern(WellKnownMappings.Python), StringId.Empty,
            MappingFlags.HasFunctions | MappingFlags.HasFileNames | MappingFlags.HasLineNumbers | MappingFlags.HasInlineFrames));
        _pid = profile.Intern(LabelNames.ProcessId);
        _process = profile.Intern(LabelNames.Process);
        _tid = profile.Intern(LabelNames.ThreadId);
        _thread = profile.Intern(LabelNames.Thread);
    }

    /// <summary>The labels of a thread's samples.</summary>
    public LabelSetId Labels(ProcessId process, string processName, ThreadId thread, string threadName) => _profile.AddLabels(
        new Label(_pid, StringId.Empty, process.Value),
        new Label(_process, _profile.Intern(processName)),
        new Label(_tid, StringId.Empty, thread.Value),
        new Label(_thread, _profile.Intern(threadName)));

    /// <summary>Adds one sample; returns its stack, which is empty when no frame of it is to be shown.</summary>
    public StackId Write(ReadOnlySpan<PythonFrame> leafFirst, LabelSetId labels, long nanoseconds)
    {
        StackId stack = StackOf(leafFirst);
        if (stack != StackId.Empty)
            Add(stack, labels, 1, nanoseconds);
        return stack;
    }

    /// <summary>Adds CPU time to a stack without a sample.</summary>
    public void AddTime(StackId stack, LabelSetId labels, long nanoseconds) => Add(stack, labels, 0, nanoseconds);

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

    private void Add(StackId stack, LabelSetId labels, long samples, long nanoseconds)
    {
        _values[0] = samples;
        _values[1] = nanoseconds;
        _profile.AddSample(stack, labels, _values);
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
