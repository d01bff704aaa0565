using System.Buffers;
using System.Globalization;

namespace Sonde.Profiles.Formats.PerfScript;

/// <summary>One line of a call chain: <c>ADDRESS SYMBOL+OFFSET (MODULE)</c>, each part only where it was asked for.</summary>
internal readonly ref struct PerfScriptFrame
{
    private const string Inlined = "inlined";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The address; 0 when it is not printed.</summary>
    public ulong Address { get; private init; }

    /// <summary>There is an address, which may be 0.</summary>
    public bool HasAddress { get; private init; }

    /// <summary>The function without its offset; empty when perf found none.</summary>
    public ReadOnlySpan<char> Function { get; private init; }

    /// <summary>The module; empty when it is unknown or not printed.</summary>
    public ReadOnlySpan<char> Module { get; private init; }

    /// <summary>The function is inlined into that of the next line.</summary>
    public bool IsInlined { get; private init; }

    /// <summary>Where perf's own chains end in nothing: no address, no name, no module.</summary>
    public bool IsNothing => HasAddress && Address == 0 && Function.IsEmpty && Module.IsEmpty;

    /// <summary>Takes a line apart; false for an empty one.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out PerfScriptFrame frame)
    {
        frame = default;
        ReadOnlySpan<char> text = line.Trim();
        if (text.IsEmpty)
            return false;
        int end = text.IndexOf(' ');
        ReadOnlySpan<char> first = end < 0 ? text : text[..end];
        bool hasAddress = ulong.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address);
        if (hasAddress)
            text = text[first.Length..].TrimStart();
        ReadOnlySpan<char> module = TakeModule(ref text);
        frame = new PerfScriptFrame
        {
            Address = address,
            HasAddress = hasAddress,
            IsInlined = module.SequenceEqual(Inlined),
            Module = module.SequenceEqual(Inlined) ? [] : KnownOrEmpty(module),
            Function = KnownOrEmpty(WithoutOffset(text)),
        };
        return true;
    }

    /// <summary>The source line that <c>-F +srcline</c> prints below a frame: <c>file.c:31</c>.</summary>
    public static bool TryParseSource(ReadOnlySpan<char> line, out ReadOnlySpan<char> file, out int number)
    {
        ReadOnlySpan<char> text = line.Trim();
        int colon = text.LastIndexOf(':');
        file = colon > 0 ? text[..colon] : [];
        number = 0;
        return colon > 0 && !text.EndsWith(')') && text[colon - 1] != ':' && file.IndexOf('\t') < 0
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Takes a last part in brackets off; they may hold brackets themselves, as in <c>(/tmp/x (deleted))</c>.</summary>
    private static ReadOnlySpan<char> TakeModule(scoped ref ReadOnlySpan<char> text)
    {
        if (!text.EndsWith(')'))
            return [];
        int depth = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == ')')
                depth++;
            else if (text[i] == '(' && --depth == 0)
            {
                // A C++ function's arguments follow its name without a space.
                if (i > 0 && text[i - 1] != ' ')
                    return [];
                ReadOnlySpan<char> module = text[(i + 1)..^1];
                text = text[..i].TrimEnd();
                return module;
            }
        }

        return [];
    }

    private static ReadOnlySpan<char> WithoutOffset(ReadOnlySpan<char> symbol)
    {
        int plus = symbol.LastIndexOf("+0x", StringComparison.Ordinal);
        return plus > 0 && !symbol[(plus + 3)..].ContainsAnyExcept(HexDigits) ? symbol[..plus] : symbol;
    }

    private static ReadOnlySpan<char> KnownOrEmpty(ReadOnlySpan<char> text) => text is "[unknown]" ? [] : text;
}
