using FsCheck;
using FsCheck.Fluent;
using Sonde.Linux.Dwarf;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;
using Sonde.Linux.Tests.Symbols;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Dwarf;

/// <summary>Damaged debug information ends in unknown lines: never in a crash, a hang or a large allocation.</summary>
public sealed class DwarfFuzzTests
{
    [Theory]
    [InlineData("-g -O2")]
    [InlineData("-g -O2 -gdwarf-4")]
    [InlineData("-g -O2 -gz")]
    [InlineData("-g -O2 -gdwarf-3")]
    public void Flipped_bytes_are_survived(string flags)
    {
        byte[] original = File.ReadAllBytes(CompiledProgram.Compile("gcc", "Native/inlined.c", flags.Split(' ')));
        using ElfFile file = ElfFile.FromBytes(original, "original");
        ulong[] addresses = [.. ProgramCode.Addresses(CompiledProgram.Compile("gcc", "Native/inlined.c", flags.Split(' ')), 20)];
        (int Start, int Length)[] sections =
        [
            .. file.Sections.Where(section => section.Name.StartsWith(".debug_", StringComparison.Ordinal) && section.Size > 0)
                .Select(section => ((int)section.FileOffset, (int)section.Size)),
        ];
        Assert.True(sections.Length >= 5);
        Gen<(int At, byte Value)> change =
            from section in Gen.Elements(sections)
            from at in Gen.OneOf(Gen.Choose(0, section.Length - 1), Gen.Choose(0, Math.Min(section.Length, 64) - 1))
            from value in Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff), Gen.Choose(0, 255).Select(x => (byte)x))
            select (section.Start + at, value);
        Prop.ForAll(Gen.NonEmptyListOf(change).ToArbitrary(), changes =>
        {
            byte[] damaged = [.. original];
            foreach ((int at, byte value) in changes)
                damaged[at] = value;
            return ReadAll(damaged, addresses);
        }).Holds(800);
    }

    [Fact]
    public void Cut_files_are_survived()
    {
        string program = CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O2");
        byte[] original = File.ReadAllBytes(program);
        ulong[] addresses = [.. ProgramCode.Addresses(program, 20)];
        using ElfFile file = ElfFile.FromBytes(original, "original");
        // The section headers stay; the sections' bytes are replaced by zeros from a place on, or by noise.
        (int Start, int Length)[] sections =
        [
            .. file.Sections.Where(section => section.Name.StartsWith(".debug_", StringComparison.Ordinal))
                .Select(section => ((int)section.FileOffset, (int)section.Size)),
        ];
        var random = new Random(5);
        foreach ((int start, int length) in sections)
        {
            foreach (int cut in new[] { 0, 1, 4, 11, 12, length / 3, length - 1 })
            {
                byte[] zeros = [.. original];
                zeros.AsSpan(start + cut, length - cut).Clear();
                Assert.True(ReadAll(zeros, addresses));
                byte[] noise = [.. original];
                random.NextBytes(noise.AsSpan(start + cut, length - cut));
                Assert.True(ReadAll(noise, addresses));
            }
        }
    }

    private static bool ReadAll(byte[] bytes, ulong[] addresses)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using ElfFile file = ElfFile.FromBytes(bytes, "damaged");
        using DwarfFile? dwarf = DwarfFile.TryOpen(file);
        var frames = new List<SourceFrame>();
        foreach (ulong address in addresses)
            dwarf?.TryFind(address, frames);
        return GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20;
    }
}
