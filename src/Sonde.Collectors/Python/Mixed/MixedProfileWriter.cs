using Sonde.Collectors.Native;
using Sonde.Linux.Unwind;
using Sonde.Profiles;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>Names the native frames of mixed stacks and leaves out what the interpreter does only to pass calls on.</summary>
internal sealed class MixedProfileWriter
{
    private readonly ProfileBuilder _builder;
    private readonly TargetTable _targets;
    private readonly Func<int, string?> _interpreterOf;
    private readonly bool _showsAll;
    private readonly LocationTable _locations;
    private readonly List<LocationId> _frames = [];
    private readonly List<ulong> _kernel = [];
    private readonly List<string> _kernelNames = [];
    private readonly SortedDictionary<string, long> _unwindFailed = new(StringComparer.Ordinal);

    /// <summary>Prepares to write.</summary>
    /// <param name="builder">The profile; Python frames are in it already.</param>
    /// <param name="targets">Processes and threads.</param>
    /// <param name="interpreterOf">Path of the file with the interpreter, by process.</param>
    /// <param name="showsAll">Show also what the interpreter does only to pass calls on.</param>
    public MixedProfileWriter(ProfileBuilder builder, TargetTable targets, Func<int, string?> interpreterOf, bool showsAll)
    {
        (_builder, _targets, _interpreterOf, _showsAll) = (builder, targets, interpreterOf, showsAll);
        _locations = new LocationTable(builder, hides: showsAll ? null : PassesOn);
    }

    /// <summary>Samples whose C stack did not fit into the copy.</summary>
    public long Truncated { get; private set; }

    /// <summary>Samples whose C stack is known to be incomplete for another reason, by cause.</summary>
    public IReadOnlyDictionary<string, long> UnwindFailed => _unwindFailed;

    /// <summary>Facts about the names.</summary>
    public IReadOnlyDictionary<string, string> Notes => _locations.Notes;

    /// <summary>Writes what the table holds; may be called again when it holds something new.</summary>
    public void Write(MixedSampleTable samples)
    {
        _locations.RefreshGenerated();
        foreach ((MixedSample sample, (long count, long nanoseconds)) in samples.Sums)
        {
            int root = RootOf(samples.Stacks, sample.Stack);
            (int space, WalkEnd end) = SampleTable.ReadRoot(samples.Stacks.Item(root));
            AddFrames(samples.Stacks, sample.Stack, _targets.Spaces[space]);
            if (_frames.Count == 0)
                _frames.Add(_locations.GetNote("[stack not recorded]"));
            _builder.AddSample(_builder.AddStack(_frames.ToArray()), LabelsOf(sample, _targets.Spaces[space].Image), [count, nanoseconds]);
            if (end.Stop is { } stop && stop.IsTruncation())
                Truncated += count;
            else if (end.Stop is { } cause && cause.IsIncomplete())
                _unwindFailed[cause.ToName()] = _unwindFailed.GetValueOrDefault(cause.ToName()) + count;
        }
    }

    private static int RootOf(PrefixTree<ulong> stacks, int node)
    {
        while (stacks.Parent(node) != 0)
            node = stacks.Parent(node);
        return node;
    }

    // Fills _frames, the innermost first.
    private void AddFrames(PrefixTree<ulong> stacks, int stack, AddressSpace space)
    {
        _frames.Clear();
        _kernel.Clear();
        bool hasPython = HasPython(stacks, stack), isInnermost = true;
        for (int node = stack; stacks.Parent(node) != 0; node = stacks.Parent(node))
        {
            ulong item = stacks.Item(node);
            if (SampleTable.IsKernel(item))
            {
                _kernel.Add(item);
                continue;
            }

            AddKernel();
            if (MixedItem.IsLocation(item))
            {
                _frames.Add(MixedItem.Location(item));
            }
            else
            {
                NamedLocation location = _locations.Get(space, MixedItem.Address(item));
                if (!hasPython || IsShown(item, location, space, isInnermost))
                    _frames.Add(location.Id);
            }

            isInnermost = false;
        }

        AddKernel();
    }

    private bool IsInterpreter(AddressSpace space, NativeModule module) => module.Path == _interpreterOf(space.Image.Process.Value);

    private bool PassesOn(AddressSpace space, NativeModule module, string function) =>
        IsInterpreter(space, module) && InterpreterFrames.PassesOn(function);

    private bool IsShown(ulong item, in NamedLocation location, AddressSpace space, bool isInnermost)
    {
        if (_showsAll)
            return true;
        if (MixedItem.IsEvaluation(item) || location.IsStart || location.IsHidden)
            return false;
        // In a stripped interpreter most functions have no name: where the thread is, that is still worth telling.
        return location.Function.Length > 0 || isInnermost || !space.TryFind(item, out CodeRange range) || !IsInterpreter(space, range.Module);
    }

    // Notes are locations too, but a note stands only where Python frames follow.
    private static bool HasPython(PrefixTree<ulong> stacks, int stack)
    {
        for (int node = stack; stacks.Parent(node) != 0; node = stacks.Parent(node))
        {
            if (MixedItem.IsLocation(stacks.Item(node)))
                return true;
        }

        return false;
    }

    private void AddKernel()
    {
        if (_kernel.Count == 0)
            return;
        _kernelNames.Clear();
        // Of a caller the byte before the return address belongs to the call; the innermost one is where the switch was recorded.
        for (int i = 0; i < _kernel.Count; i++)
            _kernelNames.Add(_locations.KernelName(i == 0 ? _kernel[i] : _kernel[i] - 1));
        for (int i = KernelEntries.CountOf(_kernelNames); i < _kernel.Count; i++)
            _frames.Add(_locations.GetKernel(i == 0 ? _kernel[i] : _kernel[i] - 1));
        _kernel.Clear();
    }

    private LabelSetId LabelsOf(in MixedSample sample, ProcessImage image)
    {
        TargetThread thread = _targets.Threads[sample.Thread];
        Span<Label> labels = stackalloc Label[5];
        int count = 0;
        labels[count++] = new Label(_builder.Intern(LabelNames.ProcessId), StringId.Empty, image.Process.Value);
        labels[count++] = new Label(_builder.Intern(LabelNames.Process), _builder.Intern(image.Name));
        labels[count++] = new Label(_builder.Intern(LabelNames.ThreadId), StringId.Empty, thread.Id);
        labels[count++] = new Label(_builder.Intern(LabelNames.Thread), _builder.Intern(thread.Name));
        if (sample.Match is FrameMatch.Partial or FrameMatch.Unmatched)
        {
            labels[count++] = new Label(
                _builder.Intern(LabelNames.Match), _builder.Intern(sample.Match == FrameMatch.Partial ? "inner frames only" : "no"));
        }

        return _builder.AddLabels(labels[..count]);
    }
}
