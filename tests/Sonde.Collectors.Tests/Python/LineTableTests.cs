using System.Diagnostics;
using System.Globalization;
using FsCheck.Fluent;
using Sonde.Collectors.Python;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Location tables are read as the interpreter reads them.</summary>
[Trait("Needs", "python3.13")]
public sealed class LineTableTests
{
    [Theory]
    [MemberData(nameof(Interpreters.All), MemberType = typeof(Interpreters))]
    public void Places_are_those_that_the_interpreter_tells(string version)
    {
        var start = new ProcessStartInfo(Interpreters.PathOf(version), [Interpreters.PathOfScript("line_tables.py")])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        int codes = 0;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            string[] parts = line.Split('|');
            string[] expected = parts[2].Split(' ');
            byte[] table = Convert.FromHexString(parts[1]);
            int firstLine = int.Parse(parts[0], CultureInfo.InvariantCulture);
            SourcePlace[] places = version switch
            {
                "3.8" or "3.9" => LineNumberTable.DecodeLnotab(table, firstLine, expected.Length),
                "3.10" => LineNumberTable.DecodeRanges(table, firstLine, expected.Length),
                _ => LineTable.Decode(table, firstLine, expected.Length),
            };
            Assert.Equal(expected, places.Select(place => string.Create(
                CultureInfo.InvariantCulture, $"{place.Line}:{place.Column}")));
            codes++;
        }

        process.WaitForExit();
        Assert.True(codes > 300, $"only {codes} code objects");
    }

    [Fact]
    public void Any_bytes_are_survived() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(),
        (table, firstLine, units) => LineTable.Decode(table, firstLine, units).Length == units
            && LineNumberTable.DecodeLnotab(table, firstLine, units).Length == units
            && LineNumberTable.DecodeRanges(table, firstLine, units).Length == units).Holds();
}
