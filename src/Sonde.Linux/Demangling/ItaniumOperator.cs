namespace Sonde.Linux.Demangling;

/// <summary>An operator of the Itanium C++ ABI, section 5.1.3.2.</summary>
/// <param name="Code">Its two letters.</param>
/// <param name="Shape">How it is written in an expression.</param>
/// <param name="Text">How it is written.</param>
internal readonly record struct ItaniumOperator(string Code, ItaniumOperatorShape Shape, string Text)
{
    /// <summary>All operators.</summary>
    public static readonly ItaniumOperator[] All =
    [
        new("aN", ItaniumOperatorShape.Binary, "&="),
        new("aS", ItaniumOperatorShape.Binary, "="),
        new("aa", ItaniumOperatorShape.Binary, "&&"),
        new("ad", ItaniumOperatorShape.Prefix, "&"),
        new("an", ItaniumOperatorShape.Binary, "&"),
        new("at", ItaniumOperatorShape.OfType, "alignof "),
        new("aw", ItaniumOperatorShape.Prefix, "co_await "),
        new("az", ItaniumOperatorShape.Prefix, "alignof "),
        new("cc", ItaniumOperatorShape.NamedCast, "const_cast"),
        new("cl", ItaniumOperatorShape.Call, "()"),
        new("cm", ItaniumOperatorShape.Binary, ","),
        new("co", ItaniumOperatorShape.Prefix, "~"),
        new("dV", ItaniumOperatorShape.Binary, "/="),
        new("dX", ItaniumOperatorShape.None, "[...]="),
        new("da", ItaniumOperatorShape.Prefix, "delete[] "),
        new("dc", ItaniumOperatorShape.NamedCast, "dynamic_cast"),
        new("de", ItaniumOperatorShape.Prefix, "*"),
        new("di", ItaniumOperatorShape.None, "="),
        new("dl", ItaniumOperatorShape.Prefix, "delete "),
        new("ds", ItaniumOperatorShape.Member, ".*"),
        new("dt", ItaniumOperatorShape.Member, "."),
        new("dv", ItaniumOperatorShape.Binary, "/"),
        new("dx", ItaniumOperatorShape.None, "]="),
        new("eO", ItaniumOperatorShape.Binary, "^="),
        new("eo", ItaniumOperatorShape.Binary, "^"),
        new("eq", ItaniumOperatorShape.Binary, "=="),
        new("ge", ItaniumOperatorShape.Binary, ">="),
        new("gt", ItaniumOperatorShape.Binary, ">"),
        new("ix", ItaniumOperatorShape.Index, "[]"),
        new("lS", ItaniumOperatorShape.Binary, "<<="),
        new("le", ItaniumOperatorShape.Binary, "<="),
        new("ls", ItaniumOperatorShape.Binary, "<<"),
        new("lt", ItaniumOperatorShape.Binary, "<"),
        new("mI", ItaniumOperatorShape.Binary, "-="),
        new("mL", ItaniumOperatorShape.Binary, "*="),
        new("mi", ItaniumOperatorShape.Binary, "-"),
        new("ml", ItaniumOperatorShape.Binary, "*"),
        new("mm", ItaniumOperatorShape.PrefixOrPostfix, "--"),
        new("na", ItaniumOperatorShape.New, "new[]"),
        new("ne", ItaniumOperatorShape.Binary, "!="),
        new("ng", ItaniumOperatorShape.Prefix, "-"),
        new("nt", ItaniumOperatorShape.Prefix, "!"),
        new("nw", ItaniumOperatorShape.New, "new"),
        new("nx", ItaniumOperatorShape.Wrapped, "noexcept"),
        new("oR", ItaniumOperatorShape.Binary, "|="),
        new("oo", ItaniumOperatorShape.Binary, "||"),
        new("or", ItaniumOperatorShape.Binary, "|"),
        new("pL", ItaniumOperatorShape.Binary, "+="),
        new("pl", ItaniumOperatorShape.Binary, "+"),
        new("pm", ItaniumOperatorShape.Member, "->*"),
        new("pp", ItaniumOperatorShape.PrefixOrPostfix, "++"),
        new("ps", ItaniumOperatorShape.Prefix, "+"),
        new("pt", ItaniumOperatorShape.Member, "->"),
        new("qu", ItaniumOperatorShape.Conditional, "?"),
        new("rM", ItaniumOperatorShape.Binary, "%="),
        new("rS", ItaniumOperatorShape.Binary, ">>="),
        new("rc", ItaniumOperatorShape.NamedCast, "reinterpret_cast"),
        new("rm", ItaniumOperatorShape.Binary, "%"),
        new("rs", ItaniumOperatorShape.Binary, ">>"),
        new("sP", ItaniumOperatorShape.PackSize, "sizeof..."),
        new("sZ", ItaniumOperatorShape.PackSize, "sizeof..."),
        new("sc", ItaniumOperatorShape.NamedCast, "static_cast"),
        new("ss", ItaniumOperatorShape.Binary, "<=>"),
        new("st", ItaniumOperatorShape.OfType, "sizeof "),
        new("sz", ItaniumOperatorShape.Prefix, "sizeof "),
        new("te", ItaniumOperatorShape.Prefix, "typeid "),
        new("ti", ItaniumOperatorShape.OfType, "typeid "),
        new("tr", ItaniumOperatorShape.Bare, "throw"),
        new("tw", ItaniumOperatorShape.Prefix, "throw "),
    ];

    /// <summary>The index in <see cref="All"/> of the operator with these letters, or -1.</summary>
    public static int Find(byte first, byte second)
    {
        int low = 0;
        int high = All.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            string code = All[middle].Code;
            int order = code[0] != first ? code[0] - first : code[1] - second;
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }
}
