using Sonde.Collectors.Python;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Locals by type, and by value only when that is asked for.</summary>
[Trait("Needs", "python3.13")]
public sealed class LocalsTests
{
    public static TheoryData<string> Versions => Interpreters.All;

    [Theory]
    [MemberData(nameof(Versions))]
    public void Values_are_short_and_safe(string version)
    {
        Dictionary<string, DumpLocal> locals = Read(version, withValues: true);
        (string Name, string Type, string? Value)[] expected =
        [
            ("captured", "str", "'in a cell'"), ("nothing", "NoneType", "None"), ("yes", "bool", "True"), ("no", "bool", "False"),
            ("small", "int", "7"), ("negative", "int", "-123456789012"), ("large", "int", "more than 64 bits"), ("ratio", "float", "0.5"),
            ("text", "str", @"'it\'s'"), ("wide", "str", "'größe €'"), ("hostile", "str", @"'\x1b[2J\u{202e}\x0a'"),
            ("long_text", "str", $"'{new string('x', 160)}…' (1,000 characters)"), ("pair", "tuple", "2 items"), ("items", "list", "12 items"),
            ("raw", "bytes", $@"b'a\x00\xff\'{new string('y', 60)}…' (104 bytes)"),
            ("table", "dict", "1 item"), ("group", "set", "3 items"), ("cycle", "list", "1 item"), ("thing", "Thing", null),
            ("use", "function", null),
        ];
        Assert.Equal(
            expected.OrderBy(local => local.Name, StringComparer.Ordinal),
            locals.Values.Select(local => (local.Name, local.Type, local.Value)).OrderBy(local => local.Name, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("3.11")]
    [InlineData("3.13")]
    public void Without_being_asked_only_types_are_read(string version)
    {
        Dictionary<string, DumpLocal> locals = Read(version, withValues: false);
        Assert.Equal(("str", null), (locals["text"].Type, locals["text"].Value));
        Assert.All(locals.Values, local => Assert.Null(local.Value));
    }

    private static Dictionary<string, DumpLocal> Read(string version, bool withValues)
    {
        using RunningProgram program = Interpreters.Start(version, "locals.py");
        var dumper = new PythonStackDumper(new ProcFileSystem(), withValues);
        ProcessDump dump = dumper.Dump(new ProcessId(program.Id), TestContext.Current.CancellationToken);
        return Assert.Single(dump.Threads).Frames.Single(frame => frame.Function == "inner").Locals.ToDictionary(local => local.Name);
    }
}
