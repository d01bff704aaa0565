using System.Diagnostics;
using System.Globalization;
using Sonde.Collectors.Python;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Depths of handlers are those that Python's own reader gives.</summary>
public sealed class ExceptionTableTests
{
    private const string Script = """
        import dis, threading
        functions = [f for m in (threading, dis) for c in list(vars(m).values()) for f in ([c] + list(vars(c).values()) if isinstance(c, type) else [c])
                     if hasattr(f, "__code__")]
        for f in functions:
            code = f.__code__
            entries = dis._parse_exception_table(code)
            depths = [next((e.depth for e in entries if e.start <= unit * 2 < e.end), 0) for unit in range(len(code.co_code) // 2)]
            print(code.co_exceptiontable.hex() or "-", " ".join(map(str, depths)))
        """;

    [Fact]
    public void Depths_agree_with_the_standard_library()
    {
        using Process process = Process.Start(new ProcessStartInfo(Interpreters.Python311, ["-c", Script]) { RedirectStandardOutput = true })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.True(lines.Length > 100);
        Assert.Contains(lines, line => line[0] != '-');
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            byte[] table = words[0] == "-" ? [] : Convert.FromHexString(words[0]);
            int[] expected = [.. words.Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(unit => ExceptionTable.DepthAt(table, unit)));
        }
    }

    [Fact]
    public void A_damaged_table_ends() => Assert.Equal(0, ExceptionTable.DepthAt([0xff, 0xff, 0x7f], 5));
}
