namespace Sonde.Linux.Demangling;

/// <content>Unqualified names: identifiers, operators, constructors, closures, unnamed types.</content>
internal sealed partial class ItaniumParser
{
    private int ParseUnqualifiedName(ref ItaniumNameState state, int scope)
    {
        if (scope != 0)
            Consume('F');
        Consume('L');
        byte next = Peek();
        int name;
        if (char.IsAsciiDigit((char)next))
        {
            name = ParseSourceName();
        }
        else if (next == 'U')
        {
            name = ParseUnnamed();
        }
        else if (next == 'D' && Peek(1) == 'C')
        {
            name = ParseBinding();
        }
        else if (next is (byte)'C' or (byte)'D')
        {
            name = scope == 0 ? 0 : ParseConstructor(scope);
            state.NoReturnType = true;
        }
        else
        {
            name = ParseOperatorName(ref state);
        }

        name = ParseAbiTags(name);
        return name == 0 || scope == 0 ? name : _tree.Add(ItaniumKind.Nested, scope, name);
    }

    private int ParseAbiTags(int name)
    {
        while (name != 0 && Consume('B'))
        {
            int tag = ParseSourceName();
            name = tag == 0 ? 0 : _tree.Add(ItaniumKind.AbiTag, name, tag);
        }

        return name;
    }

    private int ParseSourceName()
    {
        int length = ParseNumber();
        if (length <= 0 || length > _end - _position)
            return 0;
        int start = _position;
        _position += length;
        ReadOnlySpan<byte> name = _text.AsSpan(start, length);
        // GCC writes the anonymous namespace as _GLOBAL__N_ and more; the sixth separator differs between assemblers.
        bool isAnonymous = length >= 10 && name.StartsWith("_GLOBAL_"u8) && name[8] is (byte)'_' or (byte)'.' or (byte)'$'
            && name[9] == 'N';
        return isAnonymous ? _tree.AddText("(anonymous namespace)") : _tree.Add(ItaniumKind.Slice, start, length);
    }

    private int ParseConstructor(int scope)
    {
        bool isDestructor = Peek() == 'D';
        _position++;
        bool isInherited = !isDestructor && Consume('I');
        byte variant = Peek();
        if (variant is < (byte)'0' or > (byte)'5')
            return 0;
        _position++;
        if (isInherited)
        {
            ItaniumNameState ignored = default;
            if (ParseName(ref ignored) == 0)
                return 0;
        }

        return _tree.Add(isDestructor ? ItaniumKind.Destructor : ItaniumKind.Constructor, BaseName(scope));
    }

    /// <summary>The name a class's constructor repeats: without scope, template arguments and tags.</summary>
    private int BaseName(int name)
    {
        while (true)
        {
            ItaniumNode node = _tree[name];
            switch (node.Kind)
            {
                case ItaniumKind.Nested or ItaniumKind.Local:
                    name = node.B;
                    continue;
                case ItaniumKind.Template or ItaniumKind.AbiTag:
                    name = node.A;
                    continue;
                case ItaniumKind.Text:
                    string text = _tree.TextOf(name);
                    int angle = text.IndexOf('<', StringComparison.Ordinal);
                    string head = angle < 0 ? text : text[..angle];
                    return _tree.AddText(head[(head.LastIndexOf(':') + 1)..]);
                default:
                    return name;
            }
        }
    }

    private int ParseUnnamed()
    {
        _position++;
        if (Consume('t'))
        {
            int number = ParseSequence();
            return number < 0 ? 0 : _tree.Add(ItaniumKind.Unnamed, number);
        }

        if (!Consume('l'))
            return 0;
        bool isGood = SkipTemplateParameterDeclarations();
        int parameters = !isGood || Peek() == 'E' ? 0 : ParseParameters();
        if (parameters == 0 || !Consume('E'))
            return 0;
        int index = ParseSequence();
        return index < 0 ? 0 : _tree.Add(ItaniumKind.Lambda, parameters, index);
    }

    /// <summary>Reads the explicit template parameters of a closure, which are not printed.</summary>
    private bool SkipTemplateParameterDeclarations()
    {
        while (Peek() == 'T' && Peek(1) is (byte)'y' or (byte)'n' or (byte)'t' or (byte)'p' or (byte)'k')
        {
            if (!SkipTemplateParameterDeclaration())
                return false;
        }

        return true;
    }

    private bool SkipTemplateParameterDeclaration()
    {
        if (!Enter())
            return false;
        bool isGood = true;
        if (Consume("Ty"))
        {
        }
        else if (Consume("Tk"))
        {
            ItaniumNameState ignored = default;
            isGood = ParseName(ref ignored) != 0;
        }
        else if (Consume("Tn"))
        {
            isGood = ParseType() != 0;
        }
        else if (Consume("Tp"))
        {
            isGood = SkipTemplateParameterDeclaration();
        }
        else if (Consume("Tt"))
        {
            while (isGood && !Consume('E'))
                isGood = SkipTemplateParameterDeclaration();
        }
        else
        {
            isGood = false;
        }

        Leave();
        return isGood;
    }

    private int ParseBinding()
    {
        _position += 2;
        int start = _stack.Count;
        do
        {
            int name = ParseSourceName();
            if (name == 0)
                return 0;
            _stack.Add(name);
        }
        while (!Consume('E'));
        return _tree.Add(ItaniumKind.Binding, _tree.AddList(_stack, start));
    }

    private int ParseOperatorName(ref ItaniumNameState state)
    {
        if (Consume("cv"))
        {
            bool outerTry = _tryTemplateArguments;
            // Arguments behind the type are the operator's own.
            _tryTemplateArguments = false;
            int type = ParseType();
            _tryTemplateArguments = outerTry;
            state.NoReturnType = true;
            return type == 0 ? 0 : _tree.Add(ItaniumKind.Conversion, type);
        }

        if (Consume("li"))
        {
            int suffix = ParseSourceName();
            return suffix == 0 ? 0 : _tree.Add(ItaniumKind.LiteralOperator, suffix);
        }

        if (Peek() == 'v' && char.IsAsciiDigit((char)Peek(1)))
        {
            _position += 2;
            int vendor = ParseSourceName();
            return vendor == 0 ? 0 : _tree.Add(ItaniumKind.Special, _tree.AddText("operator "), vendor);
        }

        int index = ItaniumOperator.Find(Peek(), Peek(1));
        if (index < 0)
            return 0;
        _position += 2;
        return _tree.Add(ItaniumKind.Operator, index);
    }
}
