using Sonde.Linux.Perf;

namespace Sonde.Linux.Tests.Perf;

public sealed class KernelSymbolsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Functions_of_modules_have_their_module()
    {
        KernelSymbols symbols = Load("""
            ffffffff81000000 T _text
            ffffffff81000100 D some_data
            ffffffffc0000000 t hook	[nf_conntrack]
            ffffffff81000200 W weak_function

            """, "1");
        Assert.Equal("", symbols.Problem);
        Assert.Equal(3, symbols.Count);
        Assert.True(symbols.TryFind(0xffffffffc0000010, out string name, out string module, out ulong start));
        Assert.Equal(("hook", "nf_conntrack", 0xffffffffc0000000), (name, module, start));
        Assert.True(symbols.TryFind(0xffffffff810001ff, out name, out module, out _));
        Assert.Equal(("_text", ""), (name, module));
        Assert.False(symbols.TryFind(0xffffffff80ffffff, out _, out _, out _));
    }

    [Theory]
    [InlineData("0", "hidden by kernel.perf_event_paranoid (needs CAP_SYSLOG, or a value of at most 1)")]
    [InlineData("1\n", "hidden by kernel.kptr_restrict=1 (needs CAP_SYSLOG)")]
    [InlineData("2\n", "hidden from everyone by kernel.kptr_restrict=2 (set it to 1 on the node)")]
    public void Hidden_addresses_are_told_with_what_to_do(string restriction, string problem) =>
        Assert.Equal(problem, Load("0000000000000000 T _text\n0000000000000000 t hook\t[nf]\n", restriction).Problem);

    [Fact]
    public void A_table_that_cannot_be_read_is_told() =>
        Assert.StartsWith("/nowhere cannot be read: ", KernelSymbols.Load("/nowhere").Problem, StringComparison.Ordinal);

    private KernelSymbols Load(string table, string restriction)
    {
        string path = Path.Combine(_folder, "kallsyms"), limit = Path.Combine(_folder, "kptr_restrict");
        File.WriteAllText(path, table);
        File.WriteAllText(limit, restriction);
        return KernelSymbols.Load(path, limit);
    }
}
