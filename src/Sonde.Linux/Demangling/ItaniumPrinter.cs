using System.Text;

namespace Sonde.Linux.Demangling;

/// <summary>
/// Writes a parsed C++ name as GNU's tools write it, so that names look the same here as in <c>c++filt</c>,
/// <c>addr2line</c> and gdb. Types are written in two halves, because a declarator stands inside its type:
/// <c>void (*name)(int)</c>. Length, depth and work are bounded: packs and substitutions let a short name stand for an
/// exponentially long one.
/// </summary>
internal sealed partial class ItaniumPrinter
{
    private const int MaxLength = 64 * 1024;
    private const int MaxDepth = 600;
    private const int MaxSteps = 500_000;

    /// <summary>Template arguments that parameters stand for, each with the scope around it; number 0 is none.</summary>
    private readonly List<(int Arguments, int Outer)> _scopes = [];
    private readonly ItaniumTree _tree;
    private byte[] _text = new byte[256];
    private int _length;
    private int _depth;
    private int _steps;
    private int _packIndex = -1;
    private int _packCount;
    private bool _inExpansion;
    private int _scope;
    private int _lambdaDepth;
    private bool _failed;

    /// <summary>
    /// The letter written last, even if it was taken back since: GNU's demangler looks at that one, which shows in
    /// <c>&gt;&gt;</c> behind an empty pack, and a name must be the same here and in other tools' profiles.
    /// </summary>
    private byte _last;

    public ItaniumPrinter(ItaniumTree tree) => _tree = tree;

    /// <summary>Writes the name.</summary>
    /// <param name="root">Its root node.</param>
    /// <returns>The text, or null when it would be too long.</returns>
    public string? Print(int root)
    {
        _length = 0;
        _last = 0;
        _depth = 0;
        _steps = 0;
        _packIndex = -1;
        _packCount = 0;
        _inExpansion = false;
        _scope = 0;
        _lambdaDepth = 0;
        _scopes.Clear();
        _scopes.Add((0, 0));
        _failed = false;
        Write(root);
        return _failed ? null : Encoding.UTF8.GetString(_text, 0, _length);
    }

    private bool Enter()
    {
        _depth++;
        if (_depth > MaxDepth || ++_steps > MaxSteps || _length > MaxLength)
            _failed = true;
        return !_failed;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_failed || bytes.IsEmpty)
            return;
        Reserve(bytes.Length);
        bytes.CopyTo(_text.AsSpan(_length));
        _length += bytes.Length;
        _last = bytes[^1];
    }

    private void Append(string text)
    {
        if (_failed || text.Length == 0)
            return;
        Reserve(text.Length);
        foreach (char letter in text)
            _text[_length++] = (byte)letter;
        _last = (byte)text[^1];
    }

    private void Append(char letter)
    {
        if (_failed)
            return;
        Reserve(1);
        _text[_length++] = _last = (byte)letter;
    }

    private void AppendNumber(int number) => Append(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void Reserve(int more)
    {
        if (_length + more > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + more));
    }

    /// <summary>Writes a node as a whole.</summary>
    private void Write(int node)
    {
        WriteLeft(node);
        WriteRight(node);
    }

    private void WriteLeft(int node)
    {
        if (Enter())
            WriteLeft(_tree[node], node);
        _depth--;
    }

    private void WriteRight(int node)
    {
        if (Enter())
            WriteRight(_tree[node], node);
        _depth--;
    }

    /// <summary>Writes items with commas; an empty pack leaves no comma behind.</summary>
    private void WriteList(int list)
    {
        int count = _tree.CountOf(list);
        bool isFirst = true;
        for (int i = 0; i < count && !_failed; i++)
        {
            int start = _length;
            if (!isFirst)
                Append(", ");
            int afterComma = _length;
            Write(_tree.ItemOf(list, i));
            if (_length == afterComma)
                _length = start;
            else
                isFirst = false;
        }
    }

    private void WriteTemplateArguments(int list)
    {
        if (_last == '<')
            Append(' ');
        Append('<');
        WriteList(list);
        if (_last == '>')
            Append(' ');
        Append('>');
    }

    /// <summary>Writes a pattern once for each element of the packs in it.</summary>
    private void WriteExpansion(int pattern)
    {
        (int outerIndex, int outerCount, bool outerIn) = (_packIndex, _packCount, _inExpansion);
        (_packIndex, _packCount, _inExpansion) = (0, -1, true);
        int start = _length;
        Write(pattern);
        if (_packCount < 0)
        {
            Append("...");
        }
        else if (_packCount == 0)
        {
            _length = start;
        }
        else
        {
            for (_packIndex = 1; _packIndex < _packCount && !_failed; _packIndex++)
            {
                Append(", ");
                Write(pattern);
            }
        }

        (_packIndex, _packCount, _inExpansion) = (outerIndex, outerCount, outerIn);
    }
}
