using Sonde.Collectors.Native.Receivers;
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
    private readonly LocationTable _locations;
    private readonly StackResolver _resolver;
    private readonly SortedDictionary<string, long> _unwindFailed = new(StringComparer.Ordinal);

    /// <summary>Prepares an empty profile.</summary>
    /// <param name="targets">Processes and threads.</param>
    /// <param name="value">What a sample's value measures.</param>
    /// <param name="rate">Samples per second that were asked for; 0 for every event.</param>
    public NativeProfileWriter(TargetTable targets, SampleType value, int rate)
    {
        _targets = targets;
        Builder = new ProfileBuilder(SampleType.Samples, value)
        {
            DefaultSampleType = 1,
            // Of a counter, the kernel chooses the distance as it goes.
            PeriodType = value.Unit == SampleType.Cpu.Unit && rate > 0 ? value : null,
            Period = value.Unit == SampleType.Cpu.Unit && rate > 0 ? 1_000_000_000 / rate : 0,
        };
        _locations = new LocationTable(Builder);
        _resolver = new StackResolver(Builder, _locations, targets.Spaces);
    }

    public ProfileBuilder Builder { get; }

    /// <summary>Samples whose stack did not fit into the copy.</summary>
    public long Truncated { get; private set; }

    /// <summary>Samples whose stack is known to be incomplete for another reason, by cause.</summary>
    public IReadOnlyDictionary<string, long> UnwindFailed => _unwindFailed;

    /// <summary>Facts about the names.</summary>
    public IReadOnlyDictionary<string, string> Notes => _locations.Notes;

    /// <summary>Writes what the table holds; may be called again when it holds something new.</summary>
    /// <param name="samples">The table.</param>
    /// <param name="isLast">Sampling has ended.</param>
    public void Write(SampleTable samples, bool isLast)
    {
        _locations.RefreshGenerated();
        IReadOnlyList<RawStack> stacks = _resolver.Resolve(samples.Stacks, isLast);
        var labels = new Dictionary<(int Thread, ProcessImage Image, ThreadWait Wait, int Waker), LabelSetId>();
        foreach (((int node, int threadIndex, int detailIndex), (long count, long value)) in samples.Sums)
        {
            RawStack stack = stacks[node];
            SampleDetail detail = samples.Details[detailIndex];
            TargetThread thread = _targets.Threads[threadIndex];
            ProcessImage image = _targets.Spaces[stack.Space].Image;
            (int, ProcessImage, ThreadWait, int) key = (threadIndex, image, detail.Wait, detail.Waker);
            if (!labels.TryGetValue(key, out LabelSetId labelSet))
                labels.Add(key, labelSet = AddLabels(thread, image, detail));
            Builder.AddSample(FramesOf(stack, detail, samples.Stacks, stacks), labelSet, [count, value]);
            if (stack.IsTruncated)
                Truncated += count;
            if (stack.Failure is { } cause)
                _unwindFailed[cause] = _unwindFailed.GetValueOrDefault(cause) + count;
        }
    }

    private LabelSetId AddLabels(TargetThread thread, ProcessImage image, in SampleDetail detail)
    {
        Span<Label> labels = stackalloc Label[7];
        int count = 0;
        labels[count++] = new Label(Builder.Intern(LabelNames.ProcessId), StringId.Empty, image.Process.Value);
        labels[count++] = new Label(Builder.Intern(LabelNames.Process), Builder.Intern(image.Name));
        labels[count++] = new Label(Builder.Intern(LabelNames.ThreadId), StringId.Empty, thread.Id);
        labels[count++] = new Label(Builder.Intern(LabelNames.Thread), Builder.Intern(thread.Name));
        if (image.Container is { } container)
            labels[count++] = new Label(Builder.Intern(LabelNames.Container), Builder.Intern(container));
        if (detail.Wait != ThreadWait.None)
            labels[count++] = new Label(Builder.Intern(LabelNames.State), Builder.Intern(detail.Wait.ToWord()));
        if (detail.Waker != SampleDetail.NoWaker)
            labels[count++] = new Label(Builder.Intern(LabelNames.Waker), Builder.Intern(WakerName(detail.Waker)));
        return Builder.AddLabels(labels[..count]);
    }

    private string WakerName(int waker) => waker switch
    {
        SampleDetail.Interrupt => "[interrupt]",
        SampleDetail.Stranger => "[another process]",
        _ => _targets.Threads[waker].Name,
    };

    // A stack without frames says what it can; whoever ended the wait stands above the wait, its innermost frame first.
    private StackId FramesOf(in RawStack stack, in SampleDetail detail, PrefixTree<ulong> raw, IReadOnlyList<RawStack> stacks)
    {
        StackId frames = stack.Frames;
        if (frames == StackId.Empty)
        {
            string name = detail.Wait == ThreadWait.Starting ? "[not yet run]"
                : _targets.Spaces[stack.Space].HasNoCode ? "[kernel thread]"
                : "[stack not recorded]";
            frames = Builder.AddStack(frames, _locations.GetNote(name));
        }

        if (detail.WakerStack == 0)
            return frames;
        frames = Builder.AddStack(frames, _locations.GetNote($"[woken by {WakerName(detail.Waker)}]"));
        AddressSpace space = _targets.Spaces[stacks[detail.WakerStack].Space];
        // The tree's parents lead from the innermost frame outwards; the root holds no address.
        for (int node = detail.WakerStack; raw.Parent(node) != 0; node = raw.Parent(node))
        {
            ulong address = raw.Item(node);
            frames = Builder.AddStack(
                frames, SampleTable.IsKernel(address) ? _locations.GetKernel(address) : _locations.Get(space, address).Id);
        }

        return frames;
    }
}
