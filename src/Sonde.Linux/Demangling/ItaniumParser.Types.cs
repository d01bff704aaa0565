namespace Sonde.Linux.Demangling;

/// <content>Types: ABI section 5.1.5.</content>
internal sealed partial class ItaniumParser
{
    private int ParseType()
    {
        if (!Enter())
            return 0;
        int type = ParseTypeInside();
        Leave();
        return type;
    }

    private int ParseTypeInside()
    {
        byte next = Peek();
        string? builtin = ItaniumBuiltins.Find(next);
        if (builtin is not null)
        {
            _position++;
            return _tree.AddText(builtin);
        }

        switch (next)
        {
            case (byte)'r' or (byte)'V' or (byte)'K':
                return ParseQualifiedType();
            case (byte)'P':
                return ParseModified(ItaniumKind.Pointer);
            case (byte)'R':
                return ParseModified(ItaniumKind.LeftReference);
            case (byte)'O':
                return ParseModified(ItaniumKind.RightReference);
            case (byte)'C':
                return ParseSuffixed(" _Complex");
            case (byte)'G':
                return ParseSuffixed(" _Imaginary");
            case (byte)'F':
                return Remember(ParseFunctionType());
            case (byte)'A':
                return Remember(ParseArrayType());
            case (byte)'M':
                return Remember(ParseMemberPointer());
            case (byte)'T':
                return ParseParameterType();
            case (byte)'S' when Peek(1) != 't':
                return ParseSubstitutedType();
            case (byte)'D':
                return ParseExtendedType();
            case (byte)'u':
                return ParseVendorType();
            case (byte)'U':
                return ParseVendorQualifiedType();
            default:
                ItaniumNameState ignored = default;
                return Remember(ParseName(ref ignored));
        }
    }

    private int ParseModified(ItaniumKind kind)
    {
        _position++;
        int type = ParseType();
        return type == 0 ? 0 : Remember(_tree.Add(kind, type));
    }

    private int ParseSuffixed(string suffix)
    {
        _position++;
        int type = ParseType();
        return type == 0 ? 0 : Remember(_tree.Add(ItaniumKind.Suffixed, type, _tree.AddText(suffix)));
    }

    private int ParseQualifiedType()
    {
        ItaniumFlags qualifiers = ParseQualifiers();
        // Qualifiers in front of a function type are its own: "void () const".
        if (IsFunctionType())
        {
            int function = ParseFunctionType();
            if (function == 0)
                return 0;
            ItaniumNode node = _tree[function];
            _tree[function] = node with { Flags = node.Flags | qualifiers };
            return Remember(function);
        }

        int type = ParseType();
        return type == 0 ? 0 : Remember(_tree.Add(ItaniumKind.Qualified, type, flags: qualifiers));
    }

    private bool IsFunctionType() =>
        Peek() == 'F' || (Peek() == 'D' && Peek(1) is (byte)'o' or (byte)'O' or (byte)'w' or (byte)'x');

    private int ParseFunctionType()
    {
        ItaniumFlags flags = ItaniumFlags.None;
        int exceptions = 0;
        if (Consume("Do"))
        {
            flags |= ItaniumFlags.Noexcept;
        }
        else if (Consume("DO"))
        {
            flags |= ItaniumFlags.Noexcept;
            exceptions = ParseExpression();
            if (exceptions == 0 || !Consume('E'))
                return 0;
        }
        else if (Consume("Dw"))
        {
            exceptions = ParseTypesUntilEnd();
            if (exceptions == 0)
                return 0;
        }

        if (Consume("Dx"))
            flags |= ItaniumFlags.TransactionSafe;
        if (!Consume('F'))
            return 0;
        Consume('Y');
        int result = ParseType();
        if (result == 0)
            return 0;
        int start = _stack.Count;
        while (!Consume('E'))
        {
            if (Consume('v'))
                continue;
            if (Consume("RE"))
            {
                flags |= ItaniumFlags.LeftReference;
                break;
            }

            if (Consume("OE"))
            {
                flags |= ItaniumFlags.RightReference;
                break;
            }

            int parameter = ParseType();
            if (parameter == 0)
                return 0;
            _stack.Add(parameter);
        }

        return _tree.Add(ItaniumKind.Function, result, _tree.AddList(_stack, start), exceptions, flags);
    }

    private int ParseTypesUntilEnd()
    {
        int start = _stack.Count;
        while (!Consume('E'))
        {
            int type = ParseType();
            if (type == 0)
                return 0;
            _stack.Add(type);
        }

        return _tree.AddList(_stack, start);
    }

    private int ParseArrayType()
    {
        _position++;
        int dimension = 0;
        if (Peek() != '_')
        {
            dimension = char.IsAsciiDigit((char)Peek()) ? ParseDigits() : ParseExpression();
            if (dimension == 0)
                return 0;
        }

        if (!Consume('_'))
            return 0;
        int element = ParseType();
        return element == 0 ? 0 : _tree.Add(ItaniumKind.Array, element, dimension);
    }

    private int ParseMemberPointer()
    {
        _position++;
        int owner = ParseType();
        int member = owner == 0 ? 0 : ParseType();
        return member == 0 ? 0 : _tree.Add(ItaniumKind.MemberPointer, owner, member);
    }

    private int ParseParameterType()
    {
        // An elaborated type: struct, union or enum keyword in a dependent name.
        if (Peek(1) is (byte)'s' or (byte)'u' or (byte)'e')
        {
            string keyword = Peek(1) switch { (byte)'s' => "struct ", (byte)'u' => "union ", _ => "enum " };
            _position += 2;
            ItaniumNameState ignored = default;
            int name = ParseName(ref ignored);
            return name == 0 ? 0 : Remember(_tree.Add(ItaniumKind.Special, _tree.AddText(keyword), name));
        }

        int parameter = Remember(ParseTemplateParameter());
        if (parameter == 0 || !_tryTemplateArguments || Peek() != 'I')
            return parameter;
        int arguments = ParseTemplateArguments();
        return arguments == 0 ? 0 : Remember(_tree.Add(ItaniumKind.Template, parameter, arguments));
    }

    private int ParseSubstitutedType()
    {
        int known = ParseSubstitution();
        if (known == 0 || Peek() != 'I' || !_tryTemplateArguments)
            return known;
        int arguments = ParseTemplateArguments();
        return arguments == 0 ? 0 : Remember(_tree.Add(ItaniumKind.Template, known, arguments));
    }

    private int ParseExtendedType()
    {
        string? builtin = ItaniumBuiltins.FindExtended(Peek(1));
        if (builtin is not null)
        {
            _position += 2;
            return _tree.AddText(builtin);
        }

        switch (Peek(1))
        {
            case (byte)'t' or (byte)'T':
                return Remember(ParseDecltype());
            case (byte)'p':
                _position += 2;
                int pattern = ParseType();
                return pattern == 0 ? 0 : Remember(_tree.Add(ItaniumKind.PackExpansion, pattern));
            case (byte)'v':
                return Remember(ParseVectorType());
            case (byte)'F':
                return ParseFixedFloat();
            case (byte)'B' or (byte)'U':
                return ParseBitInteger();
            case (byte)'k' or (byte)'K':
                return ParseConstrainedAuto();
            default:
                return IsFunctionType() ? Remember(ParseFunctionType()) : 0;
        }
    }

    private int ParseDecltype()
    {
        _position += 2;
        int expression = ParseExpression();
        return expression != 0 && Consume('E') ? _tree.Add(ItaniumKind.Decltype, expression) : 0;
    }

    private int ParseVectorType()
    {
        _position += 2;
        int dimension = char.IsAsciiDigit((char)Peek()) ? ParseDigits() : 0;
        if (dimension == 0 && Peek() == '_')
        {
            _position++;
            dimension = ParseExpression();
        }

        if (dimension == 0 || !Consume('_'))
            return 0;
        int element = Consume('p') ? _tree.AddText("pixel") : ParseType();
        return element == 0 ? 0 : _tree.Add(ItaniumKind.Vector, element, dimension);
    }

    private int ParseFixedFloat()
    {
        _position += 2;
        int bits = ParseNumber();
        if (bits < 0)
            return 0;
        if (Consume('b'))
            return _tree.AddText("std::bfloat16_t");
        string text = Consume('x') ? $"_Float{bits}x" : $"_Float{bits}";
        Consume('_');
        return _tree.AddText(text);
    }

    private int ParseBitInteger()
    {
        string head = Peek(1) == 'U' ? "unsigned _BitInt(" : "signed _BitInt(";
        _position += 2;
        int size = char.IsAsciiDigit((char)Peek()) ? ParseDigits() : ParseExpression();
        if (size == 0 || !Consume('_'))
            return 0;
        int start = _tree.Add(ItaniumKind.Special, _tree.AddText(head), size);
        return Remember(_tree.Add(ItaniumKind.Suffixed, start, _tree.AddText(")")));
    }

    private int ParseConstrainedAuto()
    {
        string text = Peek(1) == 'K' ? " decltype(auto)" : " auto";
        _position += 2;
        ItaniumNameState ignored = default;
        int concept = ParseName(ref ignored);
        return concept == 0 ? 0 : _tree.Add(ItaniumKind.Suffixed, concept, _tree.AddText(text));
    }

    private int ParseVendorType()
    {
        _position++;
        int name = ParseSourceName();
        if (name == 0)
            return 0;
        if (Peek() == 'I')
        {
            int arguments = ParseTemplateArguments();
            if (arguments == 0)
                return 0;
            name = _tree.Add(ItaniumKind.Template, name, arguments);
        }

        return Remember(name);
    }

    private int ParseVendorQualifiedType()
    {
        // A closure or an unnamed type without a scope is a name, not a qualifier.
        if (Peek(1) is (byte)'t' or (byte)'l')
        {
            ItaniumNameState ignored = default;
            return Remember(ParseUnqualifiedName(ref ignored, scope: 0));
        }

        _position++;
        int qualifier = ParseSourceName();
        if (qualifier == 0)
            return 0;
        if (Peek() == 'I')
        {
            int arguments = ParseTemplateArguments();
            if (arguments == 0)
                return 0;
            qualifier = _tree.Add(ItaniumKind.Template, qualifier, arguments);
        }

        int type = ParseType();
        return type == 0 ? 0 : Remember(_tree.Add(ItaniumKind.VendorQualified, type, qualifier));
    }
}
