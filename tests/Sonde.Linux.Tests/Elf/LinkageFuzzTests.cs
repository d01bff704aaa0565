using FsCheck;
using FsCheck.Fluent;
using Sonde.Linux.Elf;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Elf;

/// <summary>Damaged relocations and symbols end in linkage entries without a name: never in a crash or a large allocation.</summary>
public sealed class LinkageFuzzTests
{
    private static readonly string[] Damaged = [".rela.plt", ".rela.dyn", ".dynsym", ".dynstr", ".plt", ".plt.got", ".plt.sec", ".got"];

    [Theory]
    [InlineData("-O1")]
    [InlineData("-O1 -no-pie -Wl,-z,lazy")]
    [InlineData("-O1 -fcf-protection -Wl,-z,ibtplt")]
    public void Flipped_bytes_are_survived(string flags)
    {
        byte[] original = File.ReadAllBytes(CProgram.Compile("Native/waits.c", [.. flags.Split(' '), "-pthread"]));
        using ElfFile file = ElfFile.FromBytes(original, "original");
        ElfSection[] sections = [.. file.Sections.Where(section => Damaged.Contains(section.Name) && section.Size > 0)];
        ElfSection[] tables = [.. file.Sections.Where(section => section.IsExecutable && section.Name.StartsWith(".plt", StringComparison.Ordinal))];
        Assert.NotEmpty(tables);
        Assert.Contains(tables, table => LinkageNames.Read(file).TryFind(table.Address + (table.Size / 2), out string? name) && name.Length > 0);
        Gen<(int At, byte Value)> change =
            from section in Gen.Elements(sections)
            from at in Gen.Choose(0, (int)section.Size - 1)
            from value in Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff), Gen.Choose(0, 255).Select(x => (byte)x))
            select ((int)section.FileOffset + at, value);
        Prop.ForAll(Gen.NonEmptyListOf(change).ToArbitrary(), changes =>
        {
            byte[] damaged = [.. original];
            foreach ((int at, byte value) in changes)
                damaged[at] = value;
            long before = GC.GetAllocatedBytesForCurrentThread();
            using ElfFile broken = ElfFile.FromBytes(damaged, "damaged");
            LinkageNames names = LinkageNames.Read(broken);
            foreach (ElfSection table in tables)
            {
                for (ulong offset = 0; offset < table.Size; offset += 8)
                    names.TryFind(table.Address + offset, out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20;
        }).Holds(300);
    }
}
