using Sonde.Collectors.Native;
using Sonde.Linux.Demangling;
using Sonde.Linux.Elf;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.Profiles;

namespace Sonde.Collectors.Tests.Native;

public sealed class LocationTableTests
{
    private const ulong Base = 0x7f00_0000_0000, Apart = 0x1000_0000;

    private static readonly string[] Paths = ["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"];

    [Fact]
    public void Addresses_of_mixed_modules_are_named_with_the_symbols_of_one_at_a_time()
    {
        var opened = new List<string>();
        var space = new AddressSpace(0, new ProcessImage(new ProcessId(1), "mixed"));
        var addresses = new List<(AddressSpace Space, ulong Address)>();
        var modules = new List<NativeModule>();
        foreach (string path in Paths)
        {
            ElfFile file = ElfFile.Open(path);
            modules.Add(new NativeModule(path, file, elf =>
            {
                opened.Add(path);
                return new ModuleSymbols(elf, path, DebugFiles.OfThisMachine, new Demangler());
            }));
            ElfSegment code = file.Segments.First(segment => segment.IsExecutable);
            ulong start = Base + (Apart * (ulong)modules.Count);
            space.Add(new CodeRange(start, start + code.MemorySize, code.FileOffset, modules[^1]));
            addresses.AddRange(Enumerable.Range(1, 20).Select(i => (space, start + (code.MemorySize * (ulong)i / 21))));
        }

        (AddressSpace Space, ulong Address)[] mixed = [.. addresses.OrderBy(at => at.Address % Apart)];
        var whole = new LocationTable(new ProfileBuilder(SampleType.Samples));
        whole.GetAll(mixed);
        Assert.Equal(Paths, opened.Order(StringComparer.Ordinal));
        NamedLocation[] named = [.. mixed.Select(at => whole.Get(at.Space, at.Address))];
        Assert.Equal(2, opened.Count);
        Assert.Contains(named, location => location.Function.Length > 0);

        // One by one, as a live table does: the same names.
        var single = new LocationTable(new ProfileBuilder(SampleType.Samples));
        Assert.Equal(named.Select(location => location.Function), mixed.Select(at => single.Get(at.Space, at.Address).Function));
        modules.ForEach(module => module.Dispose());
    }
}
