using System.Runtime.InteropServices;
using Sonde.Collectors.Python;
using Sonde.Collectors.Python.Mixed;
using Sonde.Linux.Memory;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Tests.Python.Mixed;

/// <summary>Frames up to 3.10 are paired with the activations that run them, and only where that is proved.</summary>
public sealed class ActivationFinderTests
{
    private const ulong Loop = 0x1000, Other = 0x9000, Base = 0x7ff0_0000_0000;

    /// <summary>Words of a C frame; an activation's last seven are what it has saved for its caller.</summary>
    private const int Words = 16, SavedWords = 7;

    /// <summary>Builds stacks as compilers do: the loop keeps its frame's address in a register, or in its part of the stack.</summary>
    [Theory]
    [InlineData(5, 5, 0, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(5, 4, 1, new[] { 1, 2, 3, 4 })] // the innermost activation has only begun
    [InlineData(5, 4, 0, new[] { 0, 1, 2, 3 })] // the outermost runs another chain, as with greenlets
    [InlineData(5, 2, 0, new[] { 0, 1 })]
    [InlineData(3, 5, 0, new[] { 0, 1, 2 })] // the rest of the stack was not copied
    public void Frames_are_paired_with_their_activations(int activations, int frames, int begun, int[] expected)
    {
        foreach (bool inRegister in (bool[])[true, false])
            AssertPairs(activations, frames, begun, expected, inRegister);
    }

    private static void AssertPairs(int activations, int frames, int begun, int[] expected, bool inRegister)
    {
        (UnwoundStackParts stack, PythonFrame[] chain) = Make(activations, frames, begun, inRegister);
        var segments = new List<PythonSegment>();
        Find(stack, chain, segments);

        Assert.Equal(
            expected.Select(activation => Base + ((ulong)((2 * activation) + 1) * Words * 8)),
            segments.Where(segment => !segment.Anchor.IsNull).Select(segment => segment.Anchor.Value));
        Assert.Equal(frames, segments.Sum(segment => segment.Count));
        Assert.Equal(Enumerable.Range(0, expected.Length), segments.Where(segment => !segment.Anchor.IsNull).Select(segment => segment.Start));
    }

    [Fact]
    public void A_pair_that_is_not_proved_leaves_all_unpaired()
    {
        (UnwoundStackParts stack, PythonFrame[] chain) = Make(activations: 6, frames: 6, begun: 0, inRegister: true);
        stack.Preserved.AsSpan().Replace(chain[3].Address.Value, 0UL);
        var segments = new List<PythonSegment>();
        Find(stack, chain, segments);

        PythonSegment segment = Assert.Single(segments);
        Assert.True(segment.Anchor.IsNull);
        Assert.Equal(6, segment.Count);
    }

    private static void Find(UnwoundStackParts stack, PythonFrame[] chain, List<PythonSegment> segments) =>
        new ActivationFinder([new FunctionSpan(Loop, 0x100)]).Find(
            new UnwoundStack(stack.Frames, stack.Pointers, stack.Preserved, MemoryMarshal.AsBytes(stack.Stack.AsSpan())), chain, segments);

    // Each activation has called one other function, which comes first; outside of all lies main.
    private static (UnwoundStackParts Stack, PythonFrame[] Chain) Make(int activations, int frames, int begun, bool inRegister)
    {
        PythonFrame[] chain = [.. Enumerable.Range(0, activations + frames).Select(i => new PythonFrame { Address = new UserAddress(0x5000 + ((ulong)i * 0x200)) })];
        var native = new List<ulong>();
        var words = new List<ulong>();
        var preserved = new List<ulong>();
        for (int i = 0; i < activations; i++)
        {
            ulong own = i < begun ? 0 : chain[i - begun].Address.Value, outer = chain[i + 1 - begun].Address.Value;
            native.AddRange([Other, Loop + 0x10]);
            // What the function keeps for its caller is what the caller had.
            words.AddRange(Enumerable.Repeat(0UL, Words - 1));
            words.Add(inRegister ? own : 0);
            words.AddRange(Enumerable.Repeat(inRegister ? 0 : own, Words - SavedWords));
            words.AddRange(Enumerable.Repeat(outer, SavedWords));
            preserved.AddRange(Enumerable.Repeat(0UL, RegisterSet.PreservedCount));
            preserved.AddRange(Enumerable.Repeat(inRegister ? own : 0, RegisterSet.PreservedCount));
        }

        native.Add(Other);
        words.AddRange(Enumerable.Repeat(0UL, Words));
        preserved.AddRange(Enumerable.Repeat(0UL, RegisterSet.PreservedCount));
        ulong[] pointers = [.. native.Select((_, i) => Base + ((ulong)i * Words * 8))];
        return (new UnwoundStackParts([.. native], pointers, [.. preserved], [.. words]), chain[..frames]);
    }

    private sealed record UnwoundStackParts(ulong[] Frames, ulong[] Pointers, ulong[] Preserved, ulong[] Stack);
}
