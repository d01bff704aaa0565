using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>A stripped program: its functions have no names, but unwind information tells where they begin.</summary>
[Trait("Needs", "perf")]
public sealed class UnnamedCodeTests
{
    private const string Source = """
        #include <stdio.h>
        static volatile unsigned sink, limit = 20000000;
        __attribute__((noinline)) static void work(void)
        {
            for (unsigned i = 0; i < limit; i++)
                sink += i;
            for (unsigned i = 0; i < limit; i++)
                sink ^= i;
        }
        int main(void)
        {
            puts("ready");
            fflush(stdout);
            for (;;)
                work();
        }
        """;

    [Fact]
    public async Task Addresses_of_one_function_without_a_symbol_are_one_function()
    {
        using ElfFile named = ElfFile.Open(CProgram.CompileText("twoloops", Source, "-O1"));
        Assert.True(named.TryFindSymbol("work", out ElfSymbol work));
        using RunningProgram program = RunningProgram.Start(CProgram.CompileText("twoloops", Source, "-O1", "-s"));
        program.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 300);
        Profile data = profile.Profile;
        string name = string.Create(CultureInfo.InvariantCulture, $"twoloops+0x{work.Address:x}");
        Assert.True(profile.LeafShare(name, name) > 0.9 && profile.ShareOf(name) > 0.9, profile.ToString());
        Assert.Single(data.Functions, function => data.Strings[function.Name] == name);

        // What is needed to name it later is kept: exact addresses, the build ID, and that nothing was named.
        Location[] locations = [.. data.Locations.Where((_, index) => data.LinesOf(new LocationId(index)) is [{ } line]
            && data.Strings[data.Functions[line.Function.Index].Name] == name)];
        Assert.True(locations.Length > 1, profile.ToString());
        Assert.All(locations, location => Assert.InRange(location.Address, work.Address, work.Address + work.Size - 1));
        Mapping mapping = Assert.Single(locations.Select(location => data.Mappings[location.Mapping.Index]).Distinct());
        Assert.Equal(MappingFlags.None, mapping.Flags);
        Assert.NotEmpty(data.Strings[mapping.BuildId]);
    }
}
