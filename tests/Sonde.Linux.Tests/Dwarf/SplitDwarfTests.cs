using Sonde.Linux.Tests.Symbols;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Dwarf;

/// <summary>Split DWARF, in .dwo files and packed: it must say what unsplit DWARF of the same code says.</summary>
public sealed class SplitDwarfTests : IDisposable
{
    private const int Addresses = 2000;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("gcc", "Native/inlined.c", "-gdwarf-4")]
    [InlineData("gcc", "Native/inlined.c", "-gdwarf-5")]
    [InlineData("g++", "Native/shop.cpp", "-gdwarf-4")]
    [InlineData("g++", "Native/shop.cpp", "-gdwarf-5")]
    public void Split_files_say_what_unsplit_ones_say(string compiler, string source, string version) =>
        Check(compiler, source, version, isPacked: false);

    [Theory]
    [Trait("Needs", "clang")]
    [InlineData("clang", "Native/inlined.c", "-gdwarf-4")]
    [InlineData("clang++", "Native/shop.cpp", "-gdwarf-5")]
    public void Split_files_of_clang_say_what_unsplit_ones_say(string compiler, string source, string version) =>
        Check(compiler, source, version, isPacked: false);

    /// <summary>Debian 12's dwp packs version 4 only.</summary>
    [Theory]
    [InlineData("gcc", "Native/inlined.c")]
    [InlineData("g++", "Native/shop.cpp")]
    public void Packed_files_say_what_unsplit_ones_say(string compiler, string source) =>
        Check(compiler, source, "-gdwarf-4", isPacked: true);

    [Fact]
    public void Without_the_split_file_lines_are_still_known()
    {
        string program = Split("gcc", "Native/inlined.c", "-gdwarf-5", isPacked: false);
        foreach (string file in Directory.GetFiles(_folder, "*.dwo"))
            File.Delete(file);
        List<List<(string Function, string Place)>> frames = AddressLine.OfSonde(program, ProgramCode.Addresses(program, 200));
        Assert.Contains(frames, frame => frame[^1].Function == "work" && frame[0].Place.Contains("inlined.c:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-gdwarf-4", true)]
    [InlineData("-gdwarf-4", false)]
    [InlineData("-gdwarf-5", false)]
    public void Damaged_split_files_are_survived(string version, bool isPacked)
    {
        string program = Split("gcc", "Native/inlined.c", version, isPacked);
        string split = isPacked ? program + ".dwp" : Directory.GetFiles(_folder, "*.dwo").Single();
        byte[] original = File.ReadAllBytes(split);
        List<ulong> addresses = ProgramCode.Addresses(program, 20);
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. original];
            for (int i = random.Next(1, 8); i > 0; i--)
                damaged[random.Next(random.Next(3) == 0 ? 64 : damaged.Length)] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
            File.WriteAllBytes(split, random.Next(5) == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(addresses.Count, AddressLine.OfSonde(program, addresses).Count);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
        }
    }

    private void Check(string compiler, string source, string version, bool isPacked)
    {
        string whole = CompiledProgram.Compile(compiler, source, "-g", "-O2", version);
        string split = Split(compiler, source, version, isPacked);
        Assert.Equal(ProgramCode.Functions(whole), ProgramCode.Functions(split));
        List<ulong> addresses = ProgramCode.Addresses(whole, Addresses);
        List<List<(string Function, string Place)>> expected = AddressLine.OfSonde(whole, addresses);
        (double depth, double places, double names) = AddressLine.Compare(expected, AddressLine.OfSonde(split, addresses));
        Assert.True(depth >= 0.999 && places >= 0.999 && names >= 0.999, $"frames {depth:P2}, places {places:P2}, names {names:P2}");
        Assert.Contains(expected, frames => frames.Count > 2);
    }

    private string Split(string compiler, string source, string version, bool isPacked)
    {
        string name = Path.GetFileNameWithoutExtension(source);
        string unit = Path.Combine(_folder, name + ".o"), program = Path.Combine(_folder, name);
        Tool.Run(compiler, "-g", "-O2", version, "-gsplit-dwarf", "-c", TargetSources.PathOf(source), "-o", unit);
        Tool.Run(compiler, unit, "-o", program);
        if (!isPacked)
            return program;
        Tool.Run("dwp", "-e", program);
        foreach (string file in Directory.GetFiles(_folder, "*.dwo"))
            File.Delete(file);
        return program;
    }
}
