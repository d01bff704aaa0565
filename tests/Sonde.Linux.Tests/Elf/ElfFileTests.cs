using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Elf;

/// <summary>Real files, compared with what binutils say about them.</summary>
public sealed class ElfFileTests
{
    private static readonly string Program = CProgram.Compile("Native/waiter.c", "-O1", "-g");

    public static TheoryData<string> Files =>
    [
        Program,
        CProgram.Compile("Native/waiter.c", "-O1", "-static"),
        CProgram.Compile("Native/waiter.c", "-O1", "-no-pie"),
        CProgram.Compile("Native/waiter.c", "-O1", "-rdynamic", "-s"),
        "/lib/x86_64-linux-gnu/libc.so.6",
        "/lib64/ld-linux-x86-64.so.2",
        "/usr/bin/gcc",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Build_ID_and_sections_are_those_of_readelf(string path)
    {
        using ElfFile file = ElfFile.Open(path);
        string notes = Tool.Run("readelf", "-nW", path);
        Assert.Contains($"Build ID: {file.BuildId}", notes, StringComparison.Ordinal);
        Assert.Equal(ReadelfSections(path), file.Sections.Skip(1).Select(section => (section.Name, section.Address, section.FileOffset, section.Size)));
        foreach ((string name, ulong address, _, ulong size) in ReadelfSections(path))
        {
            Assert.True(file.TryFindSection(name, out ElfSection section));
            if (name != ".note.gnu.property")
                Assert.Equal((address, size), (section.Address, section.Size));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_function_of_nm_is_found_by_address_and_by_name(string path)
    {
        using ElfFile file = ElfFile.Open(path);
        List<(ulong Start, ulong Size, string Name)> functions = [.. Functions(path)];
        Assert.NotEmpty(functions);
        ILookup<ulong, string> names = functions.ToLookup(function => function.Start, function => function.Name);
        foreach ((ulong start, ulong size, string name) in functions)
        {
            foreach (ulong address in new[] { start, start + (size / 2), start + size - 1 })
            {
                Assert.True(file.Symbols.TryFind(address, out ElfSymbol found), $"0x{address:x} of {name}");
                // Of functions that lie inside each other the inner one may answer.
                Assert.True(
                    functions.Exists(function => function.Name == found.Name && address - function.Start < function.Size),
                    $"0x{address:x} of {name} is {found}");
            }

            Assert.True(file.Symbols.TryFind(start, out ElfSymbol first));
            Assert.Contains(first.Name, names[start]);
        }

        foreach ((ulong _, ulong _, string name) in functions.Where((_, index) => index % 50 == 0))
        {
            Assert.True(file.TryFindSymbol(name, out ElfSymbol symbol), name);
            Assert.Contains(functions, function => function.Name == name && function.Start == symbol.Address);
        }
    }

    [Fact]
    public void The_unwind_table_tells_where_functions_begin()
    {
        using ElfFile file = ElfFile.Open(Program);
        Assert.True(file.TryFindSymbol("wait_in_thread", out ElfSymbol function)); // local: stripping would remove it
        Assert.True(file.TryFindFunctionStart(function.Address + function.Size - 1, out ulong start));
        Assert.Equal(function.Address, start);
        Assert.False(file.TryFindFunctionStart(0, out _));
    }

    [Fact]
    public void Data_symbols_are_found_by_name_only()
    {
        using ElfFile file = ElfFile.Open("/lib/x86_64-linux-gnu/libc.so.6");
        Assert.True(file.TryFindSymbol("environ", out ElfSymbol environ));
        Assert.Equal(8ul, environ.Size);
        Assert.False(file.Symbols.TryFind(environ.Address, out _));
        Assert.False(file.TryFindSymbol("no_such_symbol", out _));
        Assert.False(file.TryFindSymbol("", out _));
        Assert.False(file.TryFindSymbol("GLIBC_2.2.5", out ElfSymbol version) && version.Size > 0);
    }

    [Fact]
    public void Of_several_names_the_public_one_is_told()
    {
        using ElfFile libc = ElfFile.Open("/lib/x86_64-linux-gnu/libc.so.6");
        foreach (string name in new[] { "malloc", "read", "write", "getpid" })
        {
            Assert.True(libc.TryFindSymbol(name, out ElfSymbol symbol));
            Assert.True(libc.Symbols.TryFind(symbol.Address + 1, out ElfSymbol found));
            Assert.Equal(name, found.Name);
        }
    }

    [Fact]
    public void Addresses_and_file_offsets_translate_both_ways()
    {
        using ElfFile file = ElfFile.Open(Program);
        Assert.True(file.TryFindSymbol("main", out ElfSymbol main));
        Assert.True(file.TryGetFileOffset(main.Address, out ulong offset));
        Assert.True(file.TryGetAddress(offset, executable: true, out ulong address));
        Assert.Equal(main.Address, address);
        var code = new byte[16];
        Assert.True(file.TryReadAddress(main.Address, code));
        Assert.Equal(File.ReadAllBytes(Program).AsSpan((int)offset, 16).ToArray(), code);
        Assert.False(file.TryGetFileOffset(ulong.MaxValue - 3, out _));
        Assert.False(file.TryGetAddress(file.Length + 4096, executable: true, out _));
    }

    [Fact]
    public void The_load_bias_puts_symbols_where_they_are_in_a_process()
    {
        using RunningProgram program = RunningProgram.Start(Program);
        program.WaitForLine("ready");
        var process = new ProcessId(program.Id);
        using ElfFile file = ElfFile.Open(Program);
        Assert.True(file.TryFindSymbol("main", out ElfSymbol main));
        var code = new byte[16];
        Assert.True(file.TryReadAddress(main.Address, code));
        MemoryMap[] maps = [.. new ProcFileSystem().ReadMaps(process).Where(map => map.Path == Program)];
        Assert.NotEmpty(maps);
        foreach (MemoryMap map in maps.Where(map => map.IsExecutable || map.FileOffset == 0))
        {
            Assert.True(file.TryGetLoadBias(map.Start.Value, map.FileOffset, map.IsExecutable, out ulong bias));
            var memory = new byte[16];
            Assert.True(new ProcessMemory(process).TryRead(new UserAddress(main.Address + bias), memory));
            Assert.Equal(code, memory);
        }
    }

    [Fact]
    public void The_vDSO_is_read_from_memory()
    {
        using RunningProgram program = RunningProgram.Start(Program);
        program.WaitForLine("ready");
        var process = new ProcessId(program.Id);
        MemoryMap map = new ProcFileSystem().ReadMaps(process).Single(map => map.Path == "[vdso]");
        using ElfFile file = ElfFile.FromMemory(new ProcessMemory(process), map.Start, map.Length, map.Path);
        Assert.True(file.TryFindSymbol("__vdso_clock_gettime", out ElfSymbol symbol));
        Assert.True(file.Symbols.TryFind(symbol.Address, out ElfSymbol found));
        Assert.Equal("clock_gettime", found.Name);
        Assert.Matches("^[0-9a-f]{40}$", file.BuildId);
    }

    [Fact]
    public void A_file_without_section_headers_has_its_dynamic_symbols()
    {
        byte[] bytes = File.ReadAllBytes("/lib/x86_64-linux-gnu/libc.so.6");
        using ElfFile whole = ElfFile.FromBytes(bytes, "libc");
        byte[] bare = [.. bytes];
        bare.AsSpan(40, 8).Clear(); // e_shoff
        bare.AsSpan(60, 4).Clear(); // e_shnum, e_shstrndx
        using ElfFile file = ElfFile.FromBytes(bare, "libc without sections");
        Assert.Empty(file.Sections);
        Assert.Equal(whole.BuildId, file.BuildId);
        Assert.True(whole.TryFindSymbol("malloc", out ElfSymbol expected));
        Assert.True(file.TryFindSymbol("malloc", out ElfSymbol found));
        Assert.Equal(expected, found);
        Assert.True(file.Symbols.TryFind(expected.Address, out ElfSymbol byAddress));
        Assert.Equal("malloc", byAddress.Name);
    }

    [Fact]
    public void What_is_no_ELF_file_is_refused_in_words()
    {
        string text = Path.GetTempFileName();
        File.WriteAllText(text, "#!/bin/sh\n");
        TargetException error = Assert.Throws<TargetException>(() => ElfFile.Open(text));
        Assert.Equal(TargetError.Unsupported, error.Error);
        Assert.Equal($"{text} is not an ELF file", error.Message);
        File.Delete(text);
        Assert.Equal(TargetError.NotFound, Assert.Throws<TargetException>(() => ElfFile.Open(text)).Error);
        Assert.Equal(TargetError.Unsupported, Assert.Throws<TargetException>(() => ElfFile.Open("/proc")).Error);
        byte[] header = File.ReadAllBytes(Program)[..64];
        header[4] = 1;
        Assert.Contains("32-bit", Assert.Throws<TargetException>(() => ElfFile.FromBytes(header, "x")).Message, StringComparison.Ordinal);
        header[4] = 2;
        header[5] = 2;
        Assert.Contains("big-endian", Assert.Throws<TargetException>(() => ElfFile.FromBytes(header, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_in_a_files_place_does_not_stop_the_reader()
    {
        string path = Path.Combine(Path.GetTempPath(), $"sonde-fifo-{Guid.NewGuid():N}");
        Tool.Run("mkfifo", path);
        Assert.Contains("not a regular file", Assert.Throws<TargetException>(() => ElfFile.Open(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    private static IEnumerable<(string Name, ulong Address, ulong Offset, ulong Size)> ReadelfSections(string path)
    {
        foreach (string line in Tool.Run("readelf", "-SW", path).Split('\n'))
        {
            int close = line.IndexOf(']');
            if (close < 0 || !int.TryParse(line[..close].Trim(' ', '['), out int index) || index == 0)
                continue;
            string[] fields = line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return (fields[0], Hex(fields[2]), Hex(fields[3]), Hex(fields[4]));
        }
    }

    // "address size type name" of functions with a size, from both tables, versions cut off.
    private static IEnumerable<(ulong Start, ulong Size, string Name)> Functions(string path)
    {
        string[] lines =
        [
            .. Tool.Run("readelf", "-sW", "--dyn-syms", path).Split('\n'),
            .. Tool.Run("readelf", "-sW", path).Split('\n'),
        ];
        foreach (string line in lines.Distinct())
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 8 && fields[3] is "FUNC" or "IFUNC" && fields[6] != "UND" && fields[2] != "0")
            {
                ulong size = fields[2].StartsWith("0x", StringComparison.Ordinal)
                    ? Hex(fields[2][2..])
                    : ulong.Parse(fields[2], CultureInfo.InvariantCulture);
                yield return (Hex(fields[1]), size, fields[7].Split('@')[0]);
            }
        }
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
