using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>Every row of every function of whole real modules, compared with what binutils makes of them.</summary>
public sealed class ReadelfComparisonTests
{
    private static readonly string[] RegisterNames =
    [
        "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "ra",
    ];

    public static TheoryData<string, int> Modules => new()
    {
        // At least so many rows: a parser of readelf's text that found none would compare nothing.
        { "/lib64/ld-linux-x86-64.so.2", 1_000 },
        { "/lib/x86_64-linux-gnu/libc.so.6", 15_000 },
        { "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", 15_000 },
        { "/usr/bin/python3.11", 30_000 },
        { "/usr/lib/x86_64-linux-gnu/libcrypto.so.3", 30_000 }, // assembly with expressions
        { Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libcoreclr.so"), 50_000 }, // clang
    };

    [Theory]
    [MemberData(nameof(Modules))]
    public void Rows_and_rules_equal_readelf(string path, int atLeast)
    {
        using ElfFile file = ElfFile.Open(path);
        UnwindTable table = UnwindTable.Load(file);
        var remembered = new FrameRules[CfiProgram.MaxRemembered];
        List<ReadelfRow> rows = ReadelfTable.Read(path);
        var differences = new List<string>();
        foreach (ReadelfRow row in rows.Where(row => row.End > row.Start))
        {
            foreach (ulong address in (ulong[])[row.Start, row.End - 1])
            {
                if (!table.TryGetRules(address, remembered, out FrameRules rules, out _, out ReadOnlySpan<byte> section))
                    differences.Add($"{address:x}: no rules");
                Compare(differences, address, row.Rules, DescribeAll(rules, row.Rules.Keys));
                Compare(differences, address, Without(row.Rules), DescribeRow(table.GetRow(address), rules, section));
            }
        }

        Assert.Empty(differences.Take(10));
        Assert.True(rows.Count >= atLeast, $"readelf told only {rows.Count} rows");
    }

    private static void Compare(
        List<string> differences, ulong address, IReadOnlyDictionary<string, string> expected, Dictionary<string, string> actual)
    {
        foreach ((string column, string rule) in expected)
        {
            if (actual.GetValueOrDefault(column) != rule)
                differences.Add($"{address:x} {column}: readelf {rule}, here {actual.GetValueOrDefault(column)}");
        }
    }

    private static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> rules) =>
        new[] { "CFA", "rbp", "ra" }.Where(rules.ContainsKey).ToDictionary(name => name, name => rules[name]);

    private static Dictionary<string, string> DescribeAll(FrameRules rules, IEnumerable<string> columns)
    {
        var described = new Dictionary<string, string> { ["CFA"] = DescribeCfa(rules) };
        foreach (string column in columns.Where(column => column != "CFA"))
        {
            int number = Array.IndexOf(RegisterNames, column);
            if (number >= 0)
                described[column] = Describe(rules.Registers[number]);
        }

        return described;
    }

    /// <summary>What the compact row says; where it defers to the full rules, these were compared already.</summary>
    private static Dictionary<string, string> DescribeRow(UnwindRow row, FrameRules rules, ReadOnlySpan<byte> section)
    {
        if (row.Rule == CfaRule.Full)
            return Without(DescribeAll(rules, ["rbp", "ra"]).ToDictionary());
        if (row.Flags.HasFlag(UnwindRowFlags.IsOutermost))
            return new() { ["CFA"] = DescribeCfa(rules), ["rbp"] = Describe(rules.Registers[X64.Rbp]), ["ra"] = "u" };
        string cfa = row.Rule switch
        {
            CfaRule.StackPointer => $"rsp{Signed(row.CfaOffset)}",
            CfaRule.FramePointer => $"rbp{Signed(row.CfaOffset)}",
            CfaRule.WordAtStackPointer or CfaRule.WordAtFramePointer or CfaRule.ProcedureLinkage or CfaRule.SignalFrame => "exp",
            _ => row.Rule.ToString(),
        };
        string framePointer = row.Flags.HasFlag(UnwindRowFlags.SavedAtFramePointer) ? "exp"
            : row.Flags.HasFlag(UnwindRowFlags.SavesFramePointer) ? $"c{Signed(row.FramePointerOffset)}" : "u";
        if (row.Rule == CfaRule.SignalFrame)
            return new() { ["CFA"] = cfa, ["rbp"] = "exp", ["ra"] = "exp" };
        if (row.Rule is CfaRule.WordAtStackPointer or CfaRule.WordAtFramePointer or CfaRule.ProcedureLinkage)
            Assert.Equal(Operations(rules.CfaExpression.ExpressionIn(section)), Operations(row));
        return new() { ["CFA"] = cfa, ["rbp"] = framePointer, ["ra"] = "c-8" };
    }

    /// <summary>The bytes of the expression that a row stands for, written anew from the row's fields.</summary>
    private static string Operations(UnwindRow row)
    {
        var bytes = new List<byte>();
        if (row.Rule == CfaRule.ProcedureLinkage)
            bytes.AddRange([0x77, .. Sleb(row.CfaOffset), 0x80, 0, 0x3f, 0x1a, (byte)(0x30 + row.PltThreshold), 0x2a, 0x33, 0x24, 0x22]);
        else
            bytes.AddRange([(byte)(row.Rule == CfaRule.WordAtStackPointer ? 0x77 : 0x76), .. Sleb(row.WordOffset), 0x06]);
        if (row.Rule != CfaRule.ProcedureLinkage && row.WordAddend != 0)
            bytes.AddRange([0x23, (byte)row.WordAddend]);
        return Convert.ToHexStringLower(bytes.ToArray());
    }

    private static string Operations(ReadOnlySpan<byte> expression) => Convert.ToHexStringLower(expression);

    private static IEnumerable<byte> Sleb(long value)
    {
        for (; value is < -64 or > 63; value >>= 7)
            yield return (byte)((value & 0x7f) | 0x80);
        yield return (byte)(value & 0x7f);
    }

    private static string DescribeCfa(FrameRules rules) =>
        rules.CfaIsExpression ? "exp" : $"{RegisterNames[rules.CfaRegister]}{Signed(rules.CfaOffset)}";

    private static string Describe(RegisterRule rule) => rule.Kind switch
    {
        RegisterRuleKind.SameValue or RegisterRuleKind.Undefined => "u",
        RegisterRuleKind.AtOffset => $"c{Signed(rule.Value)}",
        RegisterRuleKind.IsOffset => $"v{Signed(rule.Value)}",
        RegisterRuleKind.InRegister => RegisterNames[(int)rule.Value],
        RegisterRuleKind.AtExpression => "exp",
        RegisterRuleKind.IsExpression => "vexp",
        _ => rule.ToString(),
    };

    private static string Signed(long value) => value.ToString("+0;-0;+0", CultureInfo.InvariantCulture);
}
