using System.Diagnostics;
using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Linux.Go;
using Sonde.Linux.Symbols;
using Sonde.Linux.Tests.Symbols;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Go;

/// <summary>Go's own table in stripped programs, compared with what Go's and GNU's tools say of the same program unstripped.</summary>
[Trait("Needs", "go")]
public sealed class GoLineTableTests
{
    private const int Addresses = 3000;

    [Fact]
    public void Functions_and_lines_of_a_stripped_program_are_those_of_go_tool_addr2line()
    {
        string full = Build("full"), stripped = Build("stripped", "-ldflags=-s -w");
        List<ulong> addresses = FunctionAddresses(full);
        string[] expected = GoAddr2Line(full, addresses);
        List<List<SourceFrame>> actual = Frames(stripped, addresses);
        for (int i = 0; i < addresses.Count; i++)
        {
            // It prints the function that is there and the line of the innermost call that is inlined.
            Assert.Equal(expected[2 * i], actual[i][^1].Name);
            Assert.Equal(expected[(2 * i) + 1], $"{actual[i][0].File}:{actual[i][0].Line}");
        }
    }

    [Fact]
    public void Inlined_calls_of_a_stripped_program_are_those_of_DWARF()
    {
        string full = Build("full"), stripped = Build("stripped", "-ldflags=-s -w");
        List<ulong> addresses = FunctionAddresses(full);
        List<List<SourceFrame>> actual = Frames(stripped, addresses);
        List<List<(string Function, string Place)>> expected = AddressLine.OfTool(full, addresses);
        int depth = 0, inlined = 0;
        for (int i = 0; i < addresses.Count; i++)
        {
            depth += expected[i].Count == actual[i].Count ? 1 : 0;
            inlined += actual[i].Count > 1 ? 1 : 0;
            Assert.All(actual[i].SkipLast(1), frame => Assert.True(frame.IsInlined));
            Assert.False(actual[i][^1].IsInlined);
        }

        Assert.True(depth >= 0.998 * addresses.Count, $"{depth} of {addresses.Count} agree");
        Assert.True(inlined > addresses.Count / 20, $"only {inlined} addresses of {addresses.Count} are inlined");
    }

    [Theory]
    [InlineData("full")]
    [InlineData("stripped", "-ldflags=-s -w")]
    [InlineData("movable", "-buildmode=pie", "-ldflags=-s -w")]
    public void Inlined_calls_name_the_functions_of_the_source(string name, params string[] flags)
    {
        using ElfFile file = ElfFile.Open(Build(name, flags));
        GoLineTable table = GoLineTable.TryOpen(file)!;
        var stacks = new HashSet<string>();
        Assert.True(file.TryFindSection(".text", out ElfSection text));
        var frames = new List<SourceFrame>();
        for (ulong address = text.Address; address < text.Address + text.Size; address++)
        {
            frames.Clear();
            if (table.TryFind(address, frames) && frames[^1].Name == "main.burn")
                stacks.Add(string.Join(" < ", frames.Select(frame => frame.Name)));
            else
                address |= 15; // functions are aligned
        }

        Assert.Superset(
            new HashSet<string>
            {
                "main.burn", "main.cube < main.burn", "main.square < main.cube < main.burn",
            },
            stacks);
    }

    [Fact]
    public void Damaged_tables_are_survived()
    {
        byte[] original = File.ReadAllBytes(Build("stripped", "-ldflags=-s -w"));
        using ElfFile file = ElfFile.FromBytes(original, "original");
        Assert.True(file.TryFindSection(".gopclntab", out ElfSection section));
        ulong[] addresses = [.. FunctionAddresses(Build("full")).Take(50)];
        var random = new Random(3);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. original];
            for (int change = 0; change < 200; change++)
            {
                int at = (int)section.FileOffset + (change < 4 ? random.Next(80) : random.Next((int)section.Size));
                damaged[at] = (byte)random.Next(256);
            }

            using ElfFile read = ElfFile.FromBytes(damaged, "damaged");
            var frames = new List<SourceFrame>();
            if (GoLineTable.TryOpen(read) is not { } table)
                continue;
            foreach (ulong address in addresses)
                table.TryFind(address, frames);
        }
    }

    [Fact]
    public void Other_programs_have_no_table()
    {
        using ElfFile file = ElfFile.Open(CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O2"));
        Assert.Null(GoLineTable.TryOpen(file));
    }

    private static List<List<SourceFrame>> Frames(string program, List<ulong> addresses)
    {
        using ElfFile file = ElfFile.Open(program);
        GoLineTable table = GoLineTable.TryOpen(file)!;
        var result = new List<List<SourceFrame>>();
        foreach (ulong address in addresses)
        {
            var frames = new List<SourceFrame>();
            Assert.True(table.TryFind(address, frames));
            result.Add(frames);
        }

        return result;
    }

    private static List<ulong> FunctionAddresses(string program) => ProgramCode.Addresses(program, Addresses);

    internal static string Build(string name, params string[] flags)
    {
        string folder = Path.Combine(Path.GetTempPath(), "sonde-test-go");
        string program = Path.Combine(folder, name);
        Directory.CreateDirectory(folder);
        string source = TargetSources.PathOf("Native/shelf.go");
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < File.GetLastWriteTimeUtc(source))
            Go(folder, ["build", "-o", program, .. flags, source]);
        return program;
    }

    private static string[] GoAddr2Line(string program, List<ulong> addresses)
    {
        string input = string.Concat(addresses.Select(address => string.Create(CultureInfo.InvariantCulture, $"0x{address:x}\n")));
        return Go(Path.GetTempPath(), ["tool", "addr2line", program], input).TrimEnd('\n').Split('\n');
    }

    private static string Go(string folder, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo("go", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Nothing is downloaded: the program needs the standard library only.
        start.Environment["GOFLAGS"] = "";
        start.Environment["GOPROXY"] = "off";
        start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "sonde-test-go", "cache");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task writing = Task.Run(() =>
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        });
        string output = process.StandardOutput.ReadToEnd();
        writing.Wait();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
