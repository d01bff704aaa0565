using Sonde.Linux.Demangling;

namespace Sonde.Linux.Tests.Demangling;

public sealed class RustDemanglerTests
{
    /// <summary>
    /// Names of the Rust 1.95 compiler and its standard library with what GNU's demangler says of them, chosen so that every
    /// production of the grammar that occurs there is among them.
    /// </summary>
    private static readonly string Corpus = Path.Combine(AppContext.BaseDirectory, "Demangling", "rust-names.txt");

    [Fact]
    public void Names_of_the_compiler_and_its_library_are_readable()
    {
        var demangler = new Demangler();
        string[] lines = File.ReadAllLines(Corpus);
        Assert.True(lines.Length > 400);
        string[] wrong = [.. lines.Select(line => line.Split('\t'))
            .Where(pair => demangler.Demangle(pair[0]) != pair[1])
            .Select(pair => $"{pair[0]}: {demangler.Demangle(pair[0])} instead of {pair[1]}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    // The examples of RFC 2603 and of rustc's own book, "v0 Symbol Format".
    [Theory]
    [InlineData("_RNvC6_123foo3bar", "123foo::bar")]
    [InlineData("_RNvCs1234_7mycrate7example", "mycrate::example")]
    [InlineData("_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y", "utf8_idents::საჭმელად_გემრიელი_სადილი")]
    [InlineData("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc::spawn::{closure#0}::{closure#0}")]
    [InlineData("_RNCINkXs25_NgCsbmNqQUJIY6D_4core5sliceINyB9_4IterhENuNgNoBb_4iter8iterator8Iterator9rpositionNCNgNpB9_6memchr7memrchrs_0E0Bb_",
        "<core::slice::Iter<u8> as core::iter::iterator::Iterator>::rposition::<core::slice::memchr::memrchr::{closure#1}>::{closure#0}")]
    [InlineData("_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
        "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>")]
    [InlineData("_RNvNvC6_123foo3bar3baz", "123foo::bar::baz")]
    [InlineData("_RINvCs7qp2U7fqm6G_7mycrate7exampleKj7b_E", "mycrate::example::<123>")]
    [InlineData("_RINvCs7qp2U7fqm6G_7mycrate7exampleKan7b_Kb1_Kc76_E", "mycrate::example::<-123, true, 'v'>")]
    [InlineData("_RINvC3foo3barFG_RL0_hEuE", "foo::bar::<for<'a> fn(&'a u8)>")]
    [InlineData("_RINvC3foo3barFUKCPhOtEmE", "foo::bar::<unsafe extern \"C\" fn(*const u8, *mut u16) -> u32>")]
    [InlineData("_RINvC3foo3barThESyAhj2_TEE", "foo::bar::<(u8,), [u64], [u8; 2], ()>")]
    [InlineData("_RINvC3foo3barKRe616263_E", "foo::bar::<\"abc\">")]
    [InlineData("_RINvC3foo3barKTj1_b0_EE", "foo::bar::<{(1, false)}>")]
    [InlineData("_RNvC3foo3bar.llvm.1234", "foo::bar")]
    [InlineData("_RNvC3foo3bar.cold", "foo::bar.cold")]
    public void V0_names_of_the_specification_are_readable(string mangled, string expected) =>
        Assert.Equal(expected, new Demangler().Demangle(mangled));

    [Theory]
    [InlineData("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE", "core::fmt::Write::write_fmt")]
    [InlineData("_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
        "<Test + 'static as foo::Bar<Test>>::bar")]
    [InlineData("_ZN3foo17h05af221e174051e9E.llvm.A5310EB9", "foo")]
    [InlineData("_ZN3foo3barE", "foo::bar")] // C++
    [InlineData("_ZN3foo17haaaaaaaaaaaaaaaaE", "foo::haaaaaaaaaaaaaaaa")] // no hash has so few different digits
    [InlineData("_ZN3foo5$bad$17h05af221e174051e9E", "foo::$bad$::h05af221e174051e9")]
    public void Legacy_names_are_readable(string mangled, string expected) =>
        Assert.Equal(expected, new Demangler().Demangle(mangled));

    [Theory]
    [InlineData("_R")]
    [InlineData("_RN")]
    [InlineData("_RNvC3fo")]
    [InlineData("_R0NvC3foo3bar")]
    [InlineData("_RNvB_3bar")] // a reference to itself
    [InlineData("_RNvB0_3bar")] // and one forward
    [InlineData("_RNvC3foou3b$r")]
    [InlineData("_RINvC3foo3barG_hE")]
    [InlineData("_RINvC3foo3barKc110000_E")]
    [InlineData("_RINvC3foo3barFG99999_hEuE")]
    public void Malformed_names_stay_as_they_are(string name) => Assert.Equal(name, new Demangler().Demangle(name));

    [Fact]
    public void Back_references_cannot_make_an_endless_name()
    {
        // Each tuple holds the one before twice: 2^40 in all.
        string name = "_RINvC1a1bThhE";
        int previous = "INvC1a1b".Length;
        for (int i = 0; i < 40; i++)
        {
            int start = name.Length - 2;
            string reference = "B" + Base62(previous) + "_";
            name += "T" + reference + reference + "E";
            previous = start;
        }

        name += "E";
        Assert.Equal(name, new Demangler().Demangle(name));
    }

    [Theory]
    [InlineData("R")]
    [InlineData("S")]
    [InlineData("T")]
    [InlineData("FE")]
    [InlineData("INvC1a1b")]
    public void Deep_nesting_ends_without_a_stack_overflow(string repeated)
    {
        string name = "_RINvC1a1b" + string.Concat(Enumerable.Repeat(repeated, 60_000 / repeated.Length)) + "h";
        Assert.Equal(name, new Demangler().Demangle(name));
    }

    private static string Base62(int value)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        if (value == 0)
            return "";
        value--;
        string text = "";
        do
        {
            text = Digits[value % 62] + text;
            value /= 62;
        }
        while (value > 0);
        return text;
    }
}
