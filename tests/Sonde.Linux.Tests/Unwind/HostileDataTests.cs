using FsCheck.Fluent;
using Sonde.Linux.Elf;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>Damaged files and damaged stacks end a walk; nothing is thrown, and no walk is longer than its room.</summary>
public sealed class HostileDataTests
{
    private const string Module = "/lib64/ld-linux-x86-64.so.2";
    private const ulong Base = 0x7f00_0000_0000, StackStart = 0x7ffc_0000_0000;

    private static readonly byte[] Original = File.ReadAllBytes(Module);
    private static readonly (int Start, int End)[] Damaged = [.. new[] { ".eh_frame", ".eh_frame_hdr" }.Select(RangeOf)];

    [Fact]
    public void Damaged_unwind_information_ends_walks() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            var random = new Random(seed);
            byte[] file = Damage(random, flips: random.Next(1, 400));
            using ElfFile elf = ElfFile.FromBytes(file, $"damaged {seed}");
            UnwindTable table = UnwindTable.Load(elf);
            table.CompileAll();
            WalkAtRandom(elf, random, walks: 50);
        }).Holds(60);

    [Fact]
    public void Random_registers_and_stacks_end_walks() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            using ElfFile elf = ElfFile.FromBytes(Original, Module);
            WalkAtRandom(elf, new Random(seed), walks: 300);
        }).Holds(60);

    [Fact]
    public void Random_sections_are_read_to_their_end() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            foreach (bool isDebugFrame in (bool[])[false, true])
            {
                var section = new CfiSection(bytes, 0x1000, 0x800, isDebugFrame);
                FunctionIndex index = FunctionIndex.Create(bytes, section, section);
                Assert.InRange(index.Count, 0, bytes.Length);
                for (int function = 0; function < index.Count; function++)
                    section.TryReadFunction(index.EntryOf(function) ^ (index.EntryOf(function) >> 31), out _);
            }
        }).Holds();

    [Fact]
    public void Random_expressions_end() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            var stack = new StackCopy(new byte[256], StackStart);
            var registers = RegisterSet.X64Of(Base, StackStart, StackStart + 64);
            bool hasValue = DwarfExpression.TryEvaluate(bytes, registers, stack, StackStart, out ulong value, out _);
            Assert.True(hasValue || value == 0);
        }).Holds(2_000);

    [Fact]
    public void Random_code_is_followed_to_an_end() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            int reads = 0;
            var analyzer = new CodeAnalyzer((address, window) =>
            {
                // Endless code: the same bytes again and again.
                Assert.True(++reads < 10_000);
                for (int i = 0; i < window.Length; i++)
                    window[i] = bytes.Length == 0 ? (byte)0xeb : bytes[(int)((address + (ulong)i) % (ulong)bytes.Length)];
                return window.Length;
            });
            UnwindRow row = analyzer.Analyze(0x1000);
            Assert.True(row.Rule is CfaRule.None or CfaRule.StackPointer or CfaRule.FramePointer);
        }).Holds(500);

    [Fact]
    public void An_expression_that_jumps_in_a_circle_is_given_up()
    {
        // DW_OP_lit0; DW_OP_drop; DW_OP_skip -5
        byte[] circle = [0x30, 0x13, 0x2f, 0xfb, 0xff];
        var stack = new StackCopy(new byte[64], StackStart);
        RegisterSet registers = default;
        Assert.False(DwarfExpression.TryEvaluate(circle, registers, stack, 0, out _, out UnwindStop cause));
        Assert.Equal(UnwindStop.BadExpression, cause);
    }

    [Fact]
    public void A_stack_that_leads_in_a_circle_is_given_up()
    {
        // Code without unwind information whose frame pointer points to itself.
        var space = new CodeMap(new UnwindTableCache());
        space.Map(new CodeMapping(new(Base), new(Base + 0x1000), 0, null));
        var stack = new byte[64];
        BitConverter.TryWriteBytes(stack.AsSpan(16), StackStart + 16);
        BitConverter.TryWriteBytes(stack.AsSpan(24), Base + 8);
        BitConverter.TryWriteBytes(stack.AsSpan(32), 1UL);
        var frames = new ulong[100];
        int count = new Unwinder().Unwind(
            RegisterSet.X64Of(Base + 4, StackStart, StackStart + 16), stack, new(StackStart), space, frames, out UnwindStop stop);
        Assert.Equal(2, count);
        Assert.Equal(UnwindStop.NoUnwindInfo, stop);
    }

    [Theory]
    [InlineData(4096, UnwindStop.StackTruncated)] // a frame larger than the rest of the copy, as .NET's have it in deep recursion
    [InlineData(1L << 30, UnwindStop.NoUnwindInfo)] // on no stack
    [InlineData(-4096, UnwindStop.NoUnwindInfo)] // below the stack pointer
    public void A_frame_pointer_beyond_the_copy_is_a_truncated_stack(long distance, UnwindStop expected)
    {
        var space = new CodeMap(new UnwindTableCache());
        space.Map(new CodeMapping(new(Base), new(Base + 0x1000), 0, null));
        int count = new Unwinder().Unwind(
            RegisterSet.X64Of(Base + 4, StackStart, StackStart + (ulong)distance), Enumerable.Repeat((byte)1, 64).ToArray(), new(StackStart), space,
            new ulong[100], out UnwindStop stop);
        Assert.Equal(1, count);
        Assert.Equal(expected, stop);
    }

    private static void WalkAtRandom(ElfFile elf, Random random, int walks)
    {
        ElfSegment code = elf.Segments.First(segment => segment.Kind == ElfSegmentKind.Load && segment.IsExecutable);
        var space = new CodeMap(new UnwindTableCache());
        space.Map(new CodeMapping(new(Base + code.Address), new(Base + code.Address + code.MemorySize), code.FileOffset, elf));
        var unwinder = new Unwinder();
        var frames = new ulong[128];
        for (int walk = 0; walk < walks; walk++)
        {
            var stack = new byte[random.Next(0, 4096)];
            random.NextBytes(stack);
            // Words that look like return addresses and like stack addresses, so that walks get somewhere.
            for (int at = 0; at + 8 <= stack.Length; at += 8)
            {
                if (random.Next(2) == 0)
                    BitConverter.TryWriteBytes(stack.AsSpan(at), RandomAddress(random, code, stack.Length));
            }

            RegisterSet registers = default;
            for (int number = 0; number < X64.RegisterCount; number++)
                registers.Set(number, RandomAddress(random, code, stack.Length));
            registers.Set(X64.Rip, Base + code.Address + (ulong)random.NextInt64((long)code.MemorySize));
            registers.Set(X64.Rsp, StackStart + (ulong)random.Next(64));
            int count = unwinder.Unwind(registers, stack, new(StackStart), space, frames, out UnwindStop stop);
            Assert.InRange(count, 1, frames.Length);
            Assert.False(string.IsNullOrEmpty(stop.ToName()));
        }
    }

    private static ulong RandomAddress(Random random, ElfSegment code, int stackLength) => random.Next(3) switch
    {
        0 => Base + code.Address + (ulong)random.NextInt64((long)code.MemorySize),
        1 => StackStart + (ulong)random.Next(stackLength + 64),
        _ => (ulong)random.NextInt64(),
    };

    private static byte[] Damage(Random random, int flips)
    {
        byte[] file = [.. Original];
        for (int flip = 0; flip < flips; flip++)
        {
            (int start, int end) = Damaged[random.Next(Damaged.Length)];
            file[random.Next(start, end)] = (byte)random.Next(256);
        }

        return file;
    }

    private static (int Start, int End) RangeOf(string name)
    {
        using ElfFile file = ElfFile.FromBytes(Original, Module);
        Assert.True(file.TryFindSection(name, out ElfSection section));
        return ((int)section.FileOffset, (int)(section.FileOffset + section.Size));
    }
}
