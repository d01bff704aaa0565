using FsCheck.Fluent;
using Sonde.Collectors.Python.Mixed;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Tests.Python.Mixed;

/// <summary>Frames are joined by where they lie on the C stack.</summary>
public sealed class StackJoinerTests
{
    private const ulong Gap = 99, Base = 0x7fff_0000_0000;

    [Fact]
    public void Any_nesting_is_rebuilt() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        (List<ulong> native, List<ulong> pointers, List<PythonSegment> segments, List<ulong> python, List<ulong> truth) = Make(new Random(seed));
        var joined = new List<ulong>();
        FrameMatch match = StackJoiner.Join(
            native.ToArray(), pointers.ToArray(), segments.ToArray(), python.ToArray(), Gap, joined);
        return match == (segments.Count == 0 ? FrameMatch.NoPython : FrameMatch.Matched) && joined.SequenceEqual(truth);
    }).Holds();

    [Fact]
    public void Of_any_stack_that_was_cut_off_the_inner_part_is_right_and_all_of_Python_is_there() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        (List<ulong> native, List<ulong> pointers, List<PythonSegment> segments, List<ulong> python, List<ulong> truth) = Make(random);
        int kept = random.Next(native.Count + 1);
        var joined = new List<ulong>();
        FrameMatch match = StackJoiner.Join(
            native.Take(kept).ToArray(), pointers.Take(kept).ToArray(), segments.ToArray(), python.ToArray(), Gap, joined);
        if (match is FrameMatch.Matched or FrameMatch.NoPython)
            return truth.Take(joined.Count).SequenceEqual(joined);
        // What runs an activation whose end was not found is shown as it is: a C frame.
        var expected = new List<ulong>();
        int placed = 0;
        for (int i = 0; i < kept; i++)
        {
            bool runsPython = i < kept - 1 && placed < segments.Count && segments[placed].Anchor.Value < pointers[i + 1];
            if (runsPython)
                expected.AddRange(Shown(segments[placed++], python));
            expected.Add(runsPython ? MixedItem.OfEvaluation(native[i]) : native[i]);
        }

        expected.Add(Gap);
        foreach (PythonSegment segment in segments.Skip(placed))
            expected.AddRange(Shown(segment, python));
        return joined.SequenceEqual(expected);
    }).Holds();

    [Fact]
    public void Frames_of_another_stack_are_left_out()
    {
        var joined = new List<ulong>();
        // The activation lies below the stack that was unwound: a handler on a stack of its own, for example.
        FrameMatch match = StackJoiner.Join(
            [Native(1), Native(2), Native(3)], [Base, Base + 64, Base + 128], [new(new UserAddress(Base - 4096), 0, 2)], [10, 11], Gap, joined);
        Assert.Equal(FrameMatch.Unmatched, match);
        Assert.Equal([Gap, 10, 11], joined);
    }

    [Fact]
    public void An_activation_without_a_known_place_ends_what_is_known()
    {
        var joined = new List<ulong>();
        FrameMatch match = StackJoiner.Join(
            [Native(1), Native(2), Native(3), Native(4)], [Base, Base + 64, Base + 128, Base + 192],
            [new(new UserAddress(Base + 72), 0, 1), new(UserAddress.Null, 1, 2)], [10, 11, 12], Gap, joined);
        Assert.Equal(FrameMatch.Partial, match);
        Assert.Equal([Native(1), 10, MixedItem.OfEvaluation(Native(2)), Gap, 11, 12], joined);
    }

    private static IEnumerable<ulong> Shown(PythonSegment segment, List<ulong> python) =>
        python.Skip(segment.Start).Take(segment.Count).Where(item => item != 0);

    private static ulong Native(int index) => (1UL << 32) + ((ulong)index << 8);

    // A stack of C frames of any length, of which some are activations of the loop; Python frames are small numbers from 100 on.
    private static (List<ulong> Native, List<ulong> Pointers, List<PythonSegment> Segments, List<ulong> Python, List<ulong> Truth) Make(Random random)
    {
        List<ulong> native = [], pointers = [], python = [], truth = [];
        List<PythonSegment> segments = [];
        ulong at = Base;
        int count = random.Next(1, 30);
        for (int i = 0; i < count; i++)
        {
            ulong length = (ulong)random.Next(2, 40) * 8;
            native.Add(Native(i));
            pointers.Add(at);
            // The outermost frame of a thread is none of the interpreter's.
            if (i < count - 1 && random.Next(3) == 0)
            {
                int start = python.Count;
                for (int frames = random.Next(5); frames > 0; frames--)
                {
                    // Some are still being set up, and not shown.
                    python.Add(random.Next(6) == 0 ? 0 : (ulong)(100 + python.Count));
                    if (python[^1] != 0)
                        truth.Add(python[^1]);
                }

                segments.Add(new PythonSegment(new UserAddress(at + ((ulong)random.Next((int)(length / 8)) * 8)), start, python.Count - start));
                truth.Add(MixedItem.OfEvaluation(Native(i)));
            }
            else
            {
                truth.Add(Native(i));
            }

            at += length;
        }

        return (native, pointers, segments, python, truth);
    }
}
