using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Linux.Elf;
using Sonde.Linux.Go;
using Sonde.Linux.Symbols;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Tests.Go;

/// <summary>A damaged table of a Go program ends in unknown functions and rows: never in a crash, a hang or a large allocation.</summary>
[Trait("Needs", "go")]
public sealed class GoFuzzTests
{
    private const int HeaderLength = 96, Addresses = 60;

    [Fact]
    public void Flipped_bytes_of_the_function_table_are_survived()
    {
        byte[] original = File.ReadAllBytes(GoLineTableTests.Build("stripped", "-ldflags=-s -w"));
        using ElfFile file = ElfFile.FromBytes(original, "original");
        Assert.True(file.TryFindSection(".gopclntab", out ElfSection table));
        Assert.True(file.TryFindSection(".text", out ElfSection text));
        int start = (int)table.FileOffset, length = (int)table.Size;
        ulong[] addresses = [.. Enumerable.Range(0, Addresses).Select(i => text.Address + (text.Size * (ulong)i / Addresses))];
        byte[] damaged = [.. original];
        Gen<(int At, byte Value)> change =
            from at in Gen.OneOf(Gen.Choose(0, HeaderLength - 1), Gen.Choose(0, length - 1), Gen.Choose(0, Math.Min(length, 1 << 16) - 1))
            from value in Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff), Gen.Choose(0, 255).Select(x => (byte)x))
            select (start + at, value);
        // A single wrong byte in a large table is seldom met: many at once, in its offsets and in its programs.
        Prop.ForAll(Gen.Choose(1, 4000).SelectMany(count => Gen.ArrayOf(change, count)).ToArbitrary(), changes =>
        {
            foreach ((int at, byte value) in changes)
                damaged[at] = value;
            bool isSurvived = ReadAll(damaged, addresses);
            foreach ((int at, _) in changes)
                damaged[at] = original[at];
            return isSurvived;
        }).Holds(120);
    }

    [Fact]
    public void A_header_that_claims_gigabytes_of_names_costs_no_more_than_the_file()
    {
        byte[] damaged = File.ReadAllBytes(GoLineTableTests.Build("stripped", "-ldflags=-s -w"));
        using (ElfFile file = ElfFile.FromBytes(damaged, "original"))
        {
            Assert.True(file.TryFindSection(".gopclntab", out ElfSection table));
            // Behind magic, quantum and sizes: functions, files, text, names, units (Go 1.18 and later).
            BinaryPrimitives.WriteUInt64LittleEndian(damaged.AsSpan((int)table.FileOffset + 8 + (4 * 8)), long.MaxValue);
        }

        Assert.True(ReadAll(damaged, []));
    }

    private static bool ReadAll(byte[] bytes, ulong[] addresses)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using ElfFile file = ElfFile.FromBytes(bytes, "damaged");
        GoLineTable? lines = GoLineTable.TryOpen(file);
        GoFrames? rows = GoFrames.TryRead(file);
        var frames = new List<SourceFrame>();
        foreach (ulong address in addresses)
        {
            frames.Clear();
            lines?.TryFind(address, frames);
            Assert.InRange(frames.Count, 0, 1000);
            UnwindRow row = rows?.GetRow(address) ?? default;
            Assert.True(row.Rule is CfaRule.None or CfaRule.StackPointer);
            rows?.TryGetSwitch(address, out _);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20;
    }
}
