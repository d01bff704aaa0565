using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>Names raw stacks and writes them into a profile.</summary>
internal sealed class NativeProfileWriter
{
    /// <summary>A stack that ends at its innermost frame: the code there uses the frame pointer for something else.</summary>
    public const string NoFramePointer = "no_frame_pointer";

    /// <summary>A stack that leads to an address that is no code.</summary>
    public const string BrokenChain = "broken_chain";

    private readonly TargetTable _targets;
    private readonly int _rate;
    private readonly LocationTable _locations;
    private readonly SortedDictionary<string, long> _unwindFailed = new(StringComparer.Ordinal);

    public NativeProfileWriter(TargetTable targets, int rate)
    {
        _targets = targets;
        _rate = rate;
        Builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu)
        {
            DefaultSampleType = 1,
            PeriodType = SampleType.Cpu,
            Period = 1_000_000_000 / rate,
        };
        _locations = new LocationTable(Builder);
    }

    public ProfileBuilder Builder { get; }

    /// <summary>Samples whose stack did not fit into the copy.</summary>
    public long Truncated { get; private set; }

    /// <summary>Samples whose stack is known to be incomplete for another reason, by cause.</summary>
    public IReadOnlyDictionary<string, long> UnwindFailed => _unwindFailed;

    /// <summary>Facts about the names.</summary>
    public IReadOnlyDictionary<string, string> Notes => _locations.Notes;

    public void Write(SampleTable samples)
    {
        RawStack[] stacks = Resolve(samples.Stacks);
        var labels = new Dictionary<(int Thread, ProcessImage Image), LabelSetId>();
        long period = 1_000_000_000 / _rate;
        foreach (((int node, int threadIndex), long count) in samples.Counts)
        {
            RawStack stack = stacks[node];
            TargetThread thread = _targets.Threads[threadIndex];
            ProcessImage image = _targets.Spaces[stack.Space].Image;
            if (!labels.TryGetValue((threadIndex, image), out LabelSetId labelSet))
                labels.Add((threadIndex, image), labelSet = AddLabels(thread, image));
            Builder.AddSample(stack.Frames, labelSet, [count, count * period]);
            if (stack.IsTruncated)
                Truncated += count;
            if (stack.Failure is { } cause)
                _unwindFailed[cause] = _unwindFailed.GetValueOrDefault(cause) + count;
        }
    }

    private LabelSetId AddLabels(TargetThread thread, ProcessImage image) => Builder.AddLabels(
        new Label(Builder.Intern(LabelNames.ProcessId), StringId.Empty, image.Process.Value),
        new Label(Builder.Intern(LabelNames.Process), Builder.Intern(image.Name)),
        new Label(Builder.Intern(LabelNames.ThreadId), StringId.Empty, thread.Id),
        new Label(Builder.Intern(LabelNames.Thread), Builder.Intern(thread.Name)));

    // Parents come before their children in the tree, so that one pass in order resolves every stack.
    private RawStack[] Resolve(PrefixTree<ulong> raw)
    {
        var stacks = new RawStack[raw.Count];
        for (int node = 1; node < stacks.Length; node++)
        {
            int parent = raw.Parent(node);
            ulong address = raw.Item(node);
            stacks[node] = parent == 0 ? RootOf(address) : Extend(stacks[parent], address);
        }

        return stacks;
    }

    private static RawStack RootOf(ulong root)
    {
        (int space, WalkEnd end) = SampleTable.ReadRoot(root);
        return new RawStack { Space = space, End = end };
    }

    private RawStack Extend(RawStack caller, ulong address)
    {
        if (SampleTable.IsKernel(address))
            return caller with { Frames = Builder.AddStack(caller.Frames, _locations.GetKernel(address)) };
        NamedLocation location = _locations.Get(_targets.Spaces[caller.Space], address);
        // What called an address that is no code, or the function where a thread begins, is noise: the frame pointer held
        // something else there.
        bool startsAnew = caller.UserFrames == 0
            || (caller.End.IsChain && (caller.IsUnmapped || (location.IsStart && !caller.IsInStart)));
        return caller with
        {
            Frames = Builder.AddStack(startsAnew ? StackId.Empty : caller.Frames, location.Id),
            UserFrames = startsAnew ? 1 : caller.UserFrames + 1,
            IsInStart = location.IsStart,
            ReachesRoot = startsAnew ? location.IsRoot : caller.ReachesRoot,
            IsCut = caller.IsCut || caller.IsUnmapped,
            IsUnmapped = !location.IsMapped,
        };
    }
}
