namespace Sonde.Linux.Demangling;

/// <summary>
/// Parses names mangled by the Itanium C++ ABI (https://itanium-cxx-abi.github.io/cxx-abi/abi.html, section 5.1) into an
/// <see cref="ItaniumTree"/>. Each method that returns a node returns 0 for text that is not in the grammar; depth, number
/// of nodes and length are bounded, so that a name made by an enemy ends in 0 too.
/// </summary>
internal sealed partial class ItaniumParser
{
    /// <summary>Nesting that no compiler's output reaches, and that fits into the smallest stacks of threads.</summary>
    private const int MaxDepth = 400;

    private readonly ItaniumTree _tree;
    private readonly List<int> _stack = [];
    private readonly List<int> _substitutions = [];
    private byte[] _text = [];
    private int _position;
    private int _end;
    private int _depth;
    private bool _tryTemplateArguments;
    private bool _gnuUnresolved;

    public ItaniumParser(ItaniumTree tree) => _tree = tree;

    /// <summary>Parses a whole name that starts with <c>_Z</c>.</summary>
    /// <returns>The root, or 0.</returns>
    public int Parse()
    {
        _gnuUnresolved = false;
        int root = ParseOnce();
        if (root != 0)
            return root;
        _gnuUnresolved = true;
        return ParseOnce();
    }

    private int ParseOnce()
    {
        _text = _tree.Name;
        _end = _tree.Length;
        _position = 0;
        _depth = 0;
        _tryTemplateArguments = true;
        _stack.Clear();
        _substitutions.Clear();
        if (!Consume("_Z"))
            return 0;
        int root = ParseEncoding();
        while (root != 0 && Peek() == '.')
            root = ParseClone(root);
        return _position == _end ? root : 0;
    }

    private int ParseClone(int root)
    {
        int start = _position;
        if (IsCloneLetter(Peek(1)))
        {
            _position += 2;
            while (IsCloneLetter(Peek()))
                _position++;
        }

        while (Peek() == '.' && char.IsAsciiDigit((char)Peek(1)))
        {
            _position += 2;
            while (char.IsAsciiDigit((char)Peek()))
                _position++;
        }

        return _position == start ? 0 : _tree.Add(ItaniumKind.Clone, root, start, _position - start);
    }

    private static bool IsCloneLetter(byte value) => char.IsAsciiLetterOrDigit((char)value) || value == '_';

    private byte Peek(int ahead = 0) => _position + ahead < _end ? _text[_position + ahead] : (byte)0;

    private bool Consume(char value)
    {
        if (Peek() != value)
            return false;
        _position++;
        return true;
    }

    private bool Consume(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (Peek(i) != text[i])
                return false;
        }

        _position += text.Length;
        return true;
    }

    private bool Enter() => ++_depth <= MaxDepth;

    private void Leave() => _depth--;

    /// <summary>Reads a decimal number; -1 when there is none or it is too large.</summary>
    private int ParseNumber()
    {
        int value = -1;
        while (char.IsAsciiDigit((char)Peek()))
        {
            value = (Math.Max(value, 0) * 10) + (Peek() - '0');
            if (value > 100_000_000)
                return -1;
            _position++;
        }

        return value;
    }

    /// <summary>Reads <c>[number] _</c> as the ABI counts: <c>_</c> is 0, <c>0_</c> is 1; -1 when there is none.</summary>
    private int ParseSequence()
    {
        if (Consume('_'))
            return 0;
        int number = ParseNumber();
        return number >= 0 && Consume('_') ? number + 1 : -1;
    }

    /// <summary>Reads digits with an optional leading <c>n</c> as text.</summary>
    private int ParseDigits()
    {
        int start = _position;
        Consume('n');
        while (char.IsAsciiDigit((char)Peek()))
            _position++;
        return _position == start ? 0 : _tree.Add(ItaniumKind.Slice, start, _position - start);
    }

    private int Remember(int node)
    {
        if (node != 0)
            _substitutions.Add(node);
        return node;
    }
}
