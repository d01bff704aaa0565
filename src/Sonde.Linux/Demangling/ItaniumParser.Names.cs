namespace Sonde.Linux.Demangling;

/// <content>Encodings and names: ABI sections 5.1.2 and 5.1.4 to 5.1.6.</content>
internal sealed partial class ItaniumParser
{
    private int ParseEncoding()
    {
        if (!Enter())
            return 0;
        int node = Peek() is (byte)'T' or (byte)'G' ? ParseSpecial() : ParseFunctionOrData();
        Leave();
        return node;
    }

    private int ParseFunctionOrData()
    {
        ItaniumNameState state = default;
        int name = ParseName(ref state);
        if (name == 0)
            return 0;
        if (IsEndOfEncoding())
            return name;
        if (Consume("Ua9enable_ifI"))
        {
            while (!Consume('E'))
            {
                if (ParseTemplateArgument() == 0)
                    return 0;
            }
        }

        int result = 0;
        if (state.EndsWithArguments && !state.NoReturnType && (result = ParseType()) == 0)
            return 0;
        int parameters = ParseParameters();
        return parameters == 0
            ? 0 : _tree.Add(ItaniumKind.Encoding, result, name, parameters, state.Qualifiers);
    }

    private bool IsEndOfEncoding() => Peek() is 0 or (byte)'E' or (byte)'.' or (byte)'_';

    private int ParseParameters()
    {
        int start = _stack.Count;
        if (Consume('v'))
            return _tree.AddList(_stack, start);
        do
        {
            int type = ParseType();
            if (type == 0)
                return 0;
            _stack.Add(type);
        }
        while (!IsEndOfEncoding() && Peek() != 'Q');
        if (Consume('Q') && ParseExpression() == 0)
            return 0;
        return _tree.AddList(_stack, start);
    }

    private int ParseName(ref ItaniumNameState state)
    {
        if (Peek() == 'N')
            return ParseNestedName(ref state);
        if (Peek() == 'Z')
            return ParseLocalName(ref state);
        bool isSubstitution = Peek() == 'S' && Peek(1) != 't';
        int name = isSubstitution ? ParseSubstitution() : ParseUnscopedName(ref state);
        if (name == 0)
            return 0;
        if (Peek() != 'I')
            return isSubstitution ? 0 : name;
        if (!isSubstitution)
            Remember(name);
        int arguments = ParseTemplateArguments();
        state.EndsWithArguments = true;
        return arguments == 0 ? 0 : _tree.Add(ItaniumKind.Template, name, arguments);
    }

    private int ParseUnscopedName(ref ItaniumNameState state)
    {
        int scope = Consume("St") ? _tree.AddText("std") : 0;
        return ParseUnqualifiedName(ref state, scope);
    }

    private int ParseNestedName(ref ItaniumNameState state)
    {
        _position++;
        if (!Enter())
            return 0;
        // An explicit object parameter has no notation of its own in the printed name.
        Consume('H');
        state.Qualifiers = ParseQualifiers();
        if (Consume('O'))
            state.Qualifiers |= ItaniumFlags.RightReference;
        else if (Consume('R'))
            state.Qualifiers |= ItaniumFlags.LeftReference;
        int name = 0;
        int last = 0;
        while (!Consume('E'))
        {
            state.EndsWithArguments = false;
            byte next = Peek();
            if (next == 'S')
            {
                if (name != 0)
                    return 0;
                name = Consume("St") ? _tree.AddText("std") : ParseSubstitution();
                if (name == 0)
                    return 0;
                continue;
            }

            name = ParseNestedPart(ref state, name);
            if (name == 0)
                return 0;
            Remember(name);
            last = name;
            // A data member prefix stands before a closure in its initialiser.
            Consume('M');
        }

        // The whole name is no candidate itself: whoever uses it as a type remembers it then.
        if (last != name || name == 0)
            return 0;
        _substitutions.RemoveAt(_substitutions.Count - 1);
        Leave();
        return name;
    }

    private int ParseNestedPart(ref ItaniumNameState state, int name)
    {
        switch (Peek())
        {
            case (byte)'T':
                return name == 0 ? ParseTemplateParameter() : 0;
            case (byte)'I':
                if (name == 0)
                    return 0;
                int arguments = ParseTemplateArguments();
                state.EndsWithArguments = true;
                return arguments == 0 ? 0 : _tree.Add(ItaniumKind.Template, name, arguments);
            case (byte)'D' when Peek(1) is (byte)'t' or (byte)'T':
                return name == 0 ? ParseDecltype() : 0;
            default:
                return ParseUnqualifiedName(ref state, name);
        }
    }

    private int ParseLocalName(ref ItaniumNameState state)
    {
        _position++;
        int function = ParseEncoding();
        if (function == 0 || !Consume('E'))
            return 0;
        // The result of the function around a name would read as the result of what follows.
        if (_tree[function].Kind == ItaniumKind.Encoding)
            _tree[function] = _tree[function] with { A = 0 };
        if (Consume('s'))
        {
            return ParseDiscriminator()
                ? _tree.Add(ItaniumKind.Local, function, _tree.AddText("string literal")) : 0;
        }

        int argument = 0;
        if (Consume('d') && (argument = ParseSequence() + 1) == 0)
            return 0;
        int name = ParseName(ref state);
        return name != 0 && ParseDiscriminator() ? _tree.Add(ItaniumKind.Local, function, name, argument) : 0;
    }

    private bool ParseDiscriminator()
    {
        if (Peek() != '_')
            return true;
        if (Peek(1) == '_' && char.IsAsciiDigit((char)Peek(2)))
        {
            _position += 2;
            return ParseNumber() >= 0 && Consume('_');
        }

        if (char.IsAsciiDigit((char)Peek(1)))
            _position += 2;
        return true;
    }

    private ItaniumFlags ParseQualifiers()
    {
        ItaniumFlags flags = ItaniumFlags.None;
        if (Consume('r'))
            flags |= ItaniumFlags.Restrict;
        if (Consume('V'))
            flags |= ItaniumFlags.Volatile;
        if (Consume('K'))
            flags |= ItaniumFlags.Const;
        return flags;
    }
}
