using FsCheck;
using FsCheck.Fluent;
using Sonde.Linux.Elf;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Elf;

/// <summary>Damaged files end in an expected error or in missing names, never in a crash or in a large allocation.</summary>
public sealed class ElfFuzzTests
{
    private static readonly byte[] Original = File.ReadAllBytes(CProgram.Compile("Native/waiter.c", "-O1"));

    private static readonly int[] Interesting = FindInteresting();

    [Fact]
    public void Flipped_bytes_are_survived()
    {
        Gen<(int At, byte Value)> change =
            from at in Gen.OneOf(Gen.Elements(Interesting), Gen.Choose(0, Original.Length - 1))
            from value in Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff), Gen.Choose(0, 255).Select(x => (byte)x))
            select (at, value);
        Prop.ForAll(Gen.ListOf(change).ToArbitrary(), changes =>
        {
            byte[] damaged = [.. Original];
            foreach ((int at, byte value) in changes)
                damaged[at] = value;
            return ReadAll(damaged);
        }).Holds(2000);
    }

    [Fact]
    public void Cut_files_are_survived()
    {
        Prop.ForAll(Gen.Choose(0, Original.Length).ToArbitrary(), length => ReadAll(Original[..length]))
            .Holds(500);
    }

    [Fact]
    public void Noise_is_survived()
    {
        Prop.ForAll<byte[]>(bytes => ReadAll([.. Original.AsSpan(0, 64), .. bytes ?? []]) && ReadAll(bytes ?? []))
            .Holds(500);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_survived()
    {
        string path = Path.Combine(Path.GetTempPath(), $"sonde-shrinking-{Guid.NewGuid():N}");
        File.WriteAllBytes(path, Original);
        using (ElfFile file = ElfFile.Open(path))
        {
            using (FileStream stream = File.OpenWrite(path))
                stream.SetLength(100);
            Assert.False(file.TryFindSymbol("main", out _));
            Assert.Equal("", file.BuildId);
            Assert.Equal(0, file.Symbols.FunctionCount);
        }

        File.Delete(path);
    }

    // The headers, both tables and the dynamic section: where a changed byte changes what is read.
    private static int[] FindInteresting()
    {
        using ElfFile file = ElfFile.FromBytes(Original, "original");
        var places = new List<int>(Enumerable.Range(0, 64 + (file.Segments.Count * 56)));
        int sectionHeaders = (int)BitConverter.ToUInt64(Original, 40);
        places.AddRange(Enumerable.Range(sectionHeaders, file.Sections.Count * 64));
        foreach (string name in new[] { ".dynamic", ".dynsym", ".gnu.hash", ".note.gnu.build-id", ".symtab", ".eh_frame_hdr" })
        {
            Assert.True(file.TryFindSection(name, out ElfSection section));
            places.AddRange(Enumerable.Range((int)section.FileOffset, (int)section.Size));
        }

        return [.. places];
    }

    private static bool ReadAll(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using ElfFile file = ElfFile.FromBytes(bytes, "damaged");
            _ = file.BuildId;
            _ = file.TryFindSymbol("main", out _);
            _ = file.TryFindSection(".text", out _);
            _ = file.TryGetLoadBias(0x55d0_0000_1000, 0x1000, executable: true, out _);
            for (ulong address = 0; address < 0x3000; address += 0x91)
            {
                _ = file.Symbols.TryFind(address, out _);
                _ = file.TryFindFunctionStart(address, out _);
            }

            foreach (ElfSegment segment in file.Segments)
                _ = file.Symbols.TryFind(segment.Address, out _);
        }
        catch (TargetException e)
        {
            Assert.Equal(TargetError.Unsupported, e.Error);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated < 32 << 20;
    }
}
