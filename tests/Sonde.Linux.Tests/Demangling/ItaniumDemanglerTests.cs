using System.Text;
using Sonde.Linux.Demangling;

namespace Sonde.Linux.Tests.Demangling;

public sealed class ItaniumDemanglerTests
{
    [Theory]
    [InlineData("_Z3foov", "foo()")]
    [InlineData("_ZN1A1BC1ERKS0_", "A::B::B(A::B const&)")]
    [InlineData("_ZN1AD0Ev", "A::~A()")]
    [InlineData("_ZNSsC1Ev", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string()")]
    [InlineData("_Z1fSs", "f(std::string)")]
    [InlineData("_Z1fPFivEM1AFvvKE", "_Z1fPFivEM1AFvvKE")] // qualifiers stand in front of a function type
    [InlineData("_Z1fPFivEM1AKFvvE", "f(int (*)(), void (A::*)() const)")]
    [InlineData("_Z1fRA3_KiPA2_A5_c", "f(int const (&) [3], char (*) [2][5])")]
    [InlineData("_Z3maxIiET_S0_S0_", "int max<int>(int, int)")]
    [InlineData("_Z1fIJidEEvDpT_", "void f<int, double>(int, double)")]
    [InlineData("_Z1fIJEEvDpT_", "void f<>()")]
    [InlineData("_ZN1AcvT_IiEEv", "A::operator int<int>()")]
    [InlineData("_ZN1AlsIiEERS_T_", "A& A::operator<< <int>(int)")]
    [InlineData("_Zli2_wPKc", "operator\"\" _w(char const*)")]
    [InlineData("_ZZ4mainENKUlT_E_clIiEEDaS_", "auto main::{lambda(auto:1)#1}::operator()<int>(int) const")]
    [InlineData("_ZZN1A1fEvENUt0_1gEv", "A::f()::{unnamed type#2}::g()")]
    [InlineData("_ZZ1fiE1x_0", "f(int)::x")]
    [InlineData("_ZN12_GLOBAL__N_11fEv", "(anonymous namespace)::f()")]
    [InlineData("_ZTV1A", "vtable for A")]
    [InlineData("_ZTIN1A1BE", "typeinfo for A::B")]
    [InlineData("_ZGVZ1fvE1x", "guard variable for f()::x")]
    [InlineData("_ZThn8_N1A1fEv", "non-virtual thunk to A::f()")]
    [InlineData("_ZTc0_h4_N1A1fEv", "_ZTc0_h4_N1A1fEv")]
    [InlineData("_ZTch0_h4_N1A1fEv", "covariant return thunk to A::f()")]
    [InlineData("_Z1fILi5ELb1ELln3EEvv", "void f<5, true, -3l>()")]
    [InlineData("_Z1fIXadL_Z1gvEEEvv", "void f<&(g())>()")]
    [InlineData("_Z1fIiEDTplcvT__ELi1EEv", "decltype (((int)())+(1)) f<int>()")]
    [InlineData("_Z1fIiEDTplfp_fp_ET_", "decltype ({parm#1}+{parm#1}) f<int>(int)")]
    [InlineData("_Z1fDv4_f", "f(float __vector(4))")]
    [InlineData("_Z1fB5cxx11v", "f[abi:cxx11]()")]
    [InlineData("_Z1fv.isra.0.cold", "f() [clone .isra.0] [clone .cold]")]
    [InlineData("_Z1fIiE", "f<int>")]
    [InlineData("_Z1fIi", "_Z1fIi")]
    [InlineData("main", "main")]
    public void Names_read_as_GNU_writes_them(string mangled, string expected)
    {
        Assert.Equal(expected, new Demangler().Demangle(mangled));
    }

    [Fact]
    public void Handpicked_names_are_what_the_GNU_demangler_says()
    {
        string[] names = [.. typeof(ItaniumDemanglerTests).GetMethod(nameof(Names_read_as_GNU_writes_them))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(data => (string)data.Data[0]!)];
        var demangler = new Demangler();
        Assert.Equal(CppFilt.Demangle(names), names.Select(demangler.Demangle));
    }

    /// <summary>The C++ library itself, and every large C++ program or library that the compiler and debugger bring.</summary>
    [Theory]
    [InlineData("-D", "libstdc++.so.6", 4000)]
    [InlineData("-A", "libstdc++.a", 8000)]
    public void Library_names_are_what_the_GNU_demangler_says(string mode, string library, int atLeast)
    {
        string path = Tool.Run("g++", $"-print-file-name={library}").Trim();
        string[] names = [.. CppFilt.NamesOf("_Z", mode, path)];
        Assert.True(names.Length > atLeast, $"{library} has {names.Length} names");
        string[] expected = CppFilt.Demangle(names);
        var demangler = new Demangler();
        int known = 0;
        var different = new List<string>();
        for (int i = 0; i < names.Length; i++)
        {
            // Where GNU's own fails there is nothing to compare: data with a suffix, for example.
            if (expected[i] == names[i])
                continue;
            known++;
            string actual = demangler.Demangle(names[i]);
            if (actual != expected[i])
                different.Add($"{names[i]}\n  {expected[i]}\n  {actual}");
        }

        double share = 1 - ((double)different.Count / known);
        TestContext.Current.TestOutputHelper?.WriteLine($"{library}: {share:P3} of {known} names agree");
        Assert.True(share >= 0.999, string.Join('\n', different.Take(20)));
    }

    [Fact]
    public void A_short_name_cannot_stand_for_an_endless_one()
    {
        // Each pair holds the one before twice.
        var name = new StringBuilder("_Z1f4pairIiiE");
        name.Append("S_IS0_S0_E");
        for (int i = 1; i < 60; i++)
            name.Append($"S_IS{Base36(i)}_S{Base36(i)}_E");
        Assert.Null(new ItaniumDemangler().Demangle(Encoding.ASCII.GetBytes(name.ToString())));
    }

    [Theory]
    [InlineData("_Z1f", "P", 100_000, "i")]
    [InlineData("_Z1f", "N1A", 50_000, "E")]
    [InlineData("_Z1f", "1AI", 30_000, "iE")]
    [InlineData("_Z1fIX", "ng", 50_000, "Li1EEEvv")]
    [InlineData("_Z1f", "F", 50_000, "iE")]
    [InlineData("", "_ZZ", 30_000, "1fvE")]
    public void Deep_nesting_ends_without_a_stack_overflow(string head, string repeated, int count, string tail)
    {
        string name = head + string.Concat(Enumerable.Repeat(repeated, count)) + tail;
        Assert.Equal(name, new Demangler().Demangle(name));
    }

    [Fact]
    public void Long_chains_of_substitutions_end_without_a_stack_overflow()
    {
        var name = new StringBuilder("_Z1fPi");
        for (int i = 0; i < 5000; i++)
            name.Append($"PS{(i == 0 ? "" : Base36(i - 1))}_");
        Assert.Null(new ItaniumDemangler().Demangle(Encoding.ASCII.GetBytes(name.ToString())));
    }

    private static string Base36(int value)
    {
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        string text = "";
        do
        {
            text = Digits[value % 36] + text;
            value /= 36;
        }
        while (value > 0);
        return text;
    }
}
