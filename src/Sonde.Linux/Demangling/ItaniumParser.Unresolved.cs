namespace Sonde.Linux.Demangling;

/// <content>Names in expressions that depend on template parameters, and literals.</content>
internal sealed partial class ItaniumParser
{
    private int ParseUnresolvedName()
    {
        _position += 2;
        // The ABI has a list of plain names that ends with E; GCC writes any type and a name. They look alike: the whole
        // name is read anew the other way when the first one fails.
        return char.IsAsciiDigit((char)Peek()) && !_gnuUnresolved ? ParsePlainScope() : Nest(ParseType(), ParseBaseUnresolvedName());
    }

    private int ParsePlainScope()
    {
        int scope = ParseSimpleId();
        while (scope != 0 && !Consume('E'))
            scope = Nest(scope, ParseSimpleId());
        int name = ParseBaseUnresolvedName();
        ItaniumNode node = _tree[name];
        return node.Kind == ItaniumKind.Template
            ? _tree.Add(ItaniumKind.Template, Nest(scope, node.A), node.B) : Nest(scope, name);
    }

    private int Nest(int scope, int name) => scope == 0 || name == 0 ? 0 : _tree.Add(ItaniumKind.Nested, scope, name);

    private int ParseSimpleId()
    {
        int name = ParseSourceName();
        if (name == 0 || Peek() != 'I')
            return name;
        int arguments = ParseTemplateArguments();
        return arguments == 0 ? 0 : _tree.Add(ItaniumKind.Template, name, arguments);
    }

    private int ParseBaseUnresolvedName()
    {
        if (char.IsAsciiDigit((char)Peek()))
            return ParseSimpleId();
        if (Consume("dn"))
        {
            int type = char.IsAsciiDigit((char)Peek()) ? ParseSimpleId() : ParseType();
            return type == 0 ? 0 : _tree.Add(ItaniumKind.Destructor, type);
        }

        Consume("on");
        ItaniumNameState ignored = default;
        int name = ParseOperatorName(ref ignored);
        if (name == 0 || Peek() != 'I')
            return name;
        int arguments = ParseTemplateArguments();
        return arguments == 0 ? 0 : _tree.Add(ItaniumKind.Template, name, arguments);
    }

    /// <summary>Reads <c>L type value E</c> and its kin.</summary>
    private int ParsePrimary()
    {
        if (!Enter())
            return 0;
        int literal = ParsePrimaryInside();
        Leave();
        return literal;
    }

    private int ParsePrimaryInside()
    {
        _position++;
        if (Consume("_Z") || Consume('Z'))
        {
            int function = ParseEncoding();
            return function != 0 && Consume('E') ? function : 0;
        }

        if (Consume("DnE") || Consume("Dn0E"))
            return _tree.AddText("nullptr");
        int type = ParseType();
        if (type == 0)
            return 0;
        if (Consume('E'))
            return _tree.Add(ItaniumKind.Literal, type, 0);
        bool isNegative = Consume('n');
        int start = _position;
        while (Peek() is not 0 and not (byte)'E')
            _position++;
        int value = _tree.Add(ItaniumKind.Slice, start, _position - start);
        return Consume('E')
            ? _tree.Add(isNegative ? ItaniumKind.NegativeLiteral : ItaniumKind.Literal, type, value) : 0;
    }
}
