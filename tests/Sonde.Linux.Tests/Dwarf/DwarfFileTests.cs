using System.Buffers.Binary;
using Sonde.Linux.Demangling;
using Sonde.Linux.Dwarf;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;
using Sonde.Linux.Tests.Symbols;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Dwarf;

/// <summary>Real programs of many flavours, compared with addr2line at thousands of addresses.</summary>
public sealed class DwarfFileTests
{
    private const int Addresses = 3000;

    public static TheoryData<string, string, string> Flavours => new()
    {
        { "gcc", "Native/inlined.c", "-g -O0" },
        { "gcc", "Native/inlined.c", "-g -O2" },
        { "gcc", "Native/inlined.c", "-g -O3 -gdwarf-4" },
        { "gcc", "Native/inlined.c", "-g -O2 -gdwarf-2 -gstrict-dwarf" },
        { "gcc", "Native/inlined.c", "-g -O2 -static" },
        { "g++", "Native/shop.cpp", "-g -O0" },
        { "g++", "Native/shop.cpp", "-g -O2" },
        { "g++", "Native/shop.cpp", "-g -O3 -gdwarf-4" },
        { "g++", "Native/shop.cpp", "-g -O2 -gdwarf-3" },
        { "g++", "Native/shop.cpp", "-g -O2 -gz" },
        { "g++", "Native/shop.cpp", "-g -O2 -gdwarf-4 -gz=zlib-gnu" },
        { "g++", "Native/shop.cpp", "-g -O2 -ffunction-sections -Wl,--gc-sections -no-pie" },
    };

    [Theory]
    [MemberData(nameof(Flavours))]
    public void Frames_are_those_of_addr2line(string compiler, string source, string flags)
    {
        string program = CompiledProgram.Compile(compiler, source, flags.Split(' '));
        Check(program, flags);
    }

    [Theory]
    [Trait("Needs", "clang")]
    [InlineData("clang", "Native/inlined.c", "-g -O2 -gdwarf-4")]
    [InlineData("clang++", "Native/shop.cpp", "-g -O2 -gdwarf-4")]
    [InlineData("clang++", "Native/shop.cpp", "-g -O3 -gdwarf-4 -ffunction-sections")]
    public void Frames_of_clang_are_those_of_addr2line(string compiler, string source, string flags)
    {
        string program = CompiledProgram.Compile(compiler, source, flags.Split(' '));
        Check(program, flags);
    }

    /// <summary>Debian 12's addr2line does not read the 64-bit format either.</summary>
    [Fact]
    public void The_64_bit_format_says_the_same_of_the_same_code()
    {
        string small = CompiledProgram.Compile("g++", "Native/shop.cpp", "-g", "-O2");
        string large = CompiledProgram.Compile("g++", "Native/shop.cpp", "-g", "-O2", "-gdwarf64");
        Assert.Equal(ProgramCode.Functions(small), ProgramCode.Functions(large));
        List<ulong> addresses = ProgramCode.Addresses(small, Addresses);
        Assert.Equal(AddressLine.OfSonde(small, addresses), AddressLine.OfSonde(large, addresses));
    }

    /// <summary>Debian 12's addr2line does not follow clang's indexes in version 5: the same code with version 4 tells.</summary>
    [Theory]
    [Trait("Needs", "clang")]
    [InlineData("clang", "Native/inlined.c")]
    [InlineData("clang++", "Native/shop.cpp")]
    public void Versions_4_and_5_say_the_same_of_the_same_code(string compiler, string source)
    {
        string four = CompiledProgram.Compile(compiler, source, "-g", "-O2", "-gdwarf-4");
        string five = CompiledProgram.Compile(compiler, source, "-g", "-O2", "-gdwarf-5");
        Assert.Equal(ProgramCode.Functions(four), ProgramCode.Functions(five));
        List<ulong> addresses = ProgramCode.Addresses(four, Addresses);
        Assert.Equal(AddressLine.OfSonde(four, addresses), AddressLine.OfSonde(five, addresses));
    }

    [Fact]
    public void Columns_and_first_lines_are_known()
    {
        string program = CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O0");
        using ElfFile file = ElfFile.Open(program);
        using DwarfFile dwarf = DwarfFile.TryOpen(file)!;
        Assert.True(file.TryFindSymbol("cube", out ElfSymbol cube));
        var frames = new List<SourceFrame>();
        Assert.True(dwarf.TryFind(cube.Address + cube.Size - 1, frames));
        SourceFrame frame = Assert.Single(frames);
        Assert.Equal(("cube", 10, 13, 1), (frame.Name, frame.StartLine, frame.Line, frame.Column));
        Assert.EndsWith("TestTargets/Native/inlined.c", frame.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_outside_of_code_have_no_frames()
    {
        using ElfFile file = ElfFile.Open(CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O2"));
        using DwarfFile dwarf = DwarfFile.TryOpen(file)!;
        var frames = new List<SourceFrame>();
        foreach (ulong address in new ulong[] { 0, 1, 0x10, 0xffff_ffff, ulong.MaxValue })
            Assert.False(dwarf.TryFind(address, frames));
        Assert.Empty(frames);
    }

    [Fact]
    public void A_file_without_debug_information_has_none()
    {
        using ElfFile file = ElfFile.Open(CompiledProgram.Compile("gcc", "Native/inlined.c", "-O2"));
        Assert.Null(DwarfFile.TryOpen(file));
        Assert.False(DwarfFile.HasDwarf(file));
    }

    [Fact]
    public void An_unknown_compression_is_told_once_and_symbols_still_name_code()
    {
        const int UnknownMethod = 3;
        byte[] bytes = File.ReadAllBytes(CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O0", "-gz"));
        using (ElfFile original = ElfFile.FromBytes(bytes, "original"))
        {
            foreach (ElfSection section in original.Sections.Where(section => (section.Flags & 0x800) != 0))
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((int)section.FileOffset), UnknownMethod);
        }

        using ElfFile file = ElfFile.FromBytes(bytes, "program");
        using var symbols = new ModuleSymbols(file, "/program", new DebugFiles([], SymbolPlaces.Standard), new Demangler());
        Assert.True(file.TryFindSymbol("work", out ElfSymbol work));
        var frames = new List<ResolvedFrame>();
        Assert.True(symbols.TryFind(work.Address, frames));
        Assert.Equal("work", Assert.Single(frames).Function);
        Assert.Contains(
            "section .debug_info of program is compressed with method 3, which cannot be read here: use objcopy --decompress-debug-sections",
            symbols.Problems);
        Assert.Equal(symbols.Problems.Distinct(), symbols.Problems);
    }

    /// <summary>Debian 12's objcopy can make it, and its addr2line read it.</summary>
    [Theory]
    [InlineData("gcc", "Native/inlined.c")]
    [InlineData("g++", "Native/shop.cpp")]
    public void Sections_packed_with_zstd_say_what_the_others_say(string compiler, string source)
    {
        string program = CompiledProgram.Compile(compiler, source, "-g", "-O2");
        string packed = Path.Combine(Path.GetTempPath(), $"sonde-{Guid.NewGuid():N}");
        try
        {
            Tool.Run("objcopy", "--compress-debug-sections=zstd", program, packed);
            List<ulong> addresses = ProgramCode.Addresses(program, Addresses);
            Assert.Equal(AddressLine.OfSonde(program, addresses), AddressLine.OfSonde(packed, addresses));
            using ElfFile file = ElfFile.Open(packed);
            Assert.True(file.TryFindSection(".debug_info", out ElfSection section) && (section.Flags & 0x800) != 0);
        }
        finally
        {
            File.Delete(packed);
        }
    }

    private static void Check(string program, string flags)
    {
        List<ulong> addresses = ProgramCode.Addresses(program, Addresses);
        List<List<(string, string)>> expected = AddressLine.OfTool(program, addresses);
        List<List<(string, string)>> actual = AddressLine.OfSonde(program, addresses);
        (double depth, double places, double names) = AddressLine.Compare(expected, actual);
        TestContext.Current.TestOutputHelper?.WriteLine($"{flags}: frames {depth:P2}, places {places:P2}, names {names:P2}");
        string different = string.Join('\n', expected.Zip(actual).Zip(addresses)
            .Where(pair => !pair.First.First.Select(frame => frame.Item2).SequenceEqual(pair.First.Second.Select(frame => frame.Item2)))
            .Take(5)
            .Select(pair => $"0x{pair.Second:x}\n  {string.Join("\n  ", pair.First.First)}\nis\n  {string.Join("\n  ", pair.First.Second)}"));
        Assert.True(depth >= 0.998 && places >= 0.998, different);
        // addr2line puts the symbol's name on the innermost frame when the outermost has none in DWARF; Sonde on the outermost.
        Assert.True(names >= 0.97, $"{names:P2} of the names agree");
    }
}
