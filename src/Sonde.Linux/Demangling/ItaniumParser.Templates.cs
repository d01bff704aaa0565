namespace Sonde.Linux.Demangling;

/// <content>Template parameters and arguments, substitutions, special names.</content>
internal sealed partial class ItaniumParser
{
    private int ParseTemplateParameter()
    {
        if (!Consume('T'))
            return 0;
        // The level tells nested closures' parameters apart; they are printed alike.
        if (Consume('L') && (ParseNumber() < 0 || !Consume('_')))
            return 0;
        int index = ParseSequence();
        return index < 0 ? 0 : _tree.Add(ItaniumKind.Parameter, index);
    }

    private int ParseTemplateArguments()
    {
        if (!Consume('I') || !Enter())
            return 0;
        bool outerTry = _tryTemplateArguments;
        _tryTemplateArguments = true;
        int start = _stack.Count;
        while (!Consume('E'))
        {
            if (Consume('Q'))
            {
                if (ParseExpression() == 0)
                    return 0;
                continue;
            }

            int argument = ParseTemplateArgument();
            if (argument == 0)
                return 0;
            _stack.Add(argument);
        }

        _tryTemplateArguments = outerTry;
        Leave();
        return _tree.AddList(_stack, start);
    }

    private int ParseTemplateArgument()
    {
        if (!Enter())
            return 0;
        int argument = ParseTemplateArgumentInside();
        Leave();
        return argument;
    }

    private int ParseTemplateArgumentInside()
    {
        switch (Peek())
        {
            case (byte)'X':
                _position++;
                int expression = ParseExpression();
                return expression != 0 && Consume('E') ? expression : 0;
            case (byte)'L':
                return ParsePrimary();
            case (byte)'J' or (byte)'I':
                // GCC before 4.7 wrote a pack with I.
                _position++;
                int start = _stack.Count;
                while (!Consume('E'))
                {
                    int item = ParseTemplateArgument();
                    if (item == 0)
                        return 0;
                    _stack.Add(item);
                }

                return _tree.Add(ItaniumKind.ArgumentPack, _tree.AddList(_stack, start));
            case (byte)'T' when Peek(1) is (byte)'y' or (byte)'n' or (byte)'t' or (byte)'p' or (byte)'k':
                // The declaration of the parameter, where the argument alone would be ambiguous; it is not printed.
                return SkipTemplateParameterDeclaration() ? ParseTemplateArgument() : 0;
            default:
                return ParseType();
        }
    }

    private int ParseSubstitution()
    {
        if (!Consume('S'))
            return 0;
        byte next = Peek();
        if (next is >= (byte)'a' and <= (byte)'z')
        {
            bool full = Peek(1) is (byte)'C' or (byte)'D';
            string? text = ItaniumBuiltins.FindSubstitution(next, full);
            if (text is null)
                return 0;
            _position++;
            int alias = _tree.AddText(text);
            if (Peek() != 'B')
                return alias;
            return Remember(ParseAbiTags(alias));
        }

        int index = 0;
        if (!Consume('_'))
        {
            int value = 0;
            while (!Consume('_'))
            {
                byte digit = Peek();
                int number = char.IsAsciiDigit((char)digit) ? digit - '0' : digit is >= (byte)'A' and <= (byte)'Z' ? digit - 'A' + 10 : -1;
                value = (value * 36) + number;
                if (number < 0 || value > 1_000_000)
                    return 0;
                _position++;
            }

            index = value + 1;
        }

        return index < _substitutions.Count ? _substitutions[index] : 0;
    }

    private int ParseSpecial()
    {
        byte first = Peek();
        byte second = Peek(1);
        _position += 2;
        if (first == 'G')
        {
            return second switch
            {
                (byte)'V' => Special("guard variable for ", ParseSpecialName()),
                (byte)'R' => ParseReferenceTemporary(),
                (byte)'I' => Special("initializer for module ", ParseModule()),
                (byte)'A' => Special("hidden alias for ", ParseEncoding()),
                (byte)'T' when Consume('n') => Special("non-transaction clone for ", ParseEncoding()),
                (byte)'T' when Consume('t') => Special("transaction clone for ", ParseEncoding()),
                _ => 0,
            };
        }

        return second switch
        {
            (byte)'V' => Special("vtable for ", ParseType()),
            (byte)'T' => Special("VTT for ", ParseType()),
            (byte)'I' => Special("typeinfo for ", ParseType()),
            (byte)'S' => Special("typeinfo name for ", ParseType()),
            (byte)'A' => Special("template parameter object for ", ParseTemplateArgument()),
            (byte)'H' => Special("TLS init function for ", ParseSpecialName()),
            (byte)'W' => Special("TLS wrapper function for ", ParseSpecialName()),
            (byte)'F' => Special("typeinfo fn for ", ParseType()),
            (byte)'h' => ParseCallOffset('h') ? Special("non-virtual thunk to ", ParseEncoding()) : 0,
            (byte)'v' => ParseCallOffset('v') ? Special("virtual thunk to ", ParseEncoding()) : 0,
            (byte)'c' => ParseAnyCallOffset() && ParseAnyCallOffset() ? Special("covariant return thunk to ", ParseEncoding()) : 0,
            (byte)'C' => ParseConstructionTable(),
            _ => 0,
        };
    }

    private int Special(string text, int node) =>
        node == 0 ? 0 : _tree.Add(ItaniumKind.Special, _tree.AddText(text), node);

    private int ParseSpecialName()
    {
        ItaniumNameState ignored = default;
        return ParseName(ref ignored);
    }

    private int ParseReferenceTemporary()
    {
        int name = ParseSpecialName();
        int number = 0;
        if (name != 0 && Peek() != 0)
        {
            int start = _position;
            while (char.IsAsciiLetterOrDigit((char)Peek()))
                _position++;
            number = _tree.Add(ItaniumKind.Slice, start, _position - start);
            if (!Consume('_'))
                return 0;
        }

        if (name == 0)
            return 0;
        int head = number == 0 || _tree[number].B == 0
            ? _tree.AddText("reference temporary #0") : Special("reference temporary #", number);
        int middle = _tree.Add(ItaniumKind.Suffixed, head, _tree.AddText(" for "));
        return _tree.Add(ItaniumKind.Special, middle, name);
    }

    private int ParseModule()
    {
        int module = 0;
        while (Consume('W'))
        {
            string separator = Consume('P') ? ":" : module == 0 ? "" : ".";
            int part = ParseSourceName();
            if (part == 0)
                return 0;
            if (module == 0)
                module = part;
            else
                module = _tree.Add(ItaniumKind.Special, _tree.Add(ItaniumKind.Suffixed, module, _tree.AddText(separator)), part);
        }

        return module == 0 ? ParseSourceName() : module;
    }

    private bool ParseAnyCallOffset() => (Consume('h') && ParseCallOffset('h')) || (Consume('v') && ParseCallOffset('v'));

    private bool ParseCallOffset(char kind)
    {
        if (ParseDigits() == 0 || !Consume('_'))
            return false;
        return kind == 'h' || (ParseDigits() != 0 && Consume('_'));
    }

    private int ParseConstructionTable()
    {
        int derived = ParseType();
        if (derived == 0 || ParseNumber() < 0 || !Consume('_'))
            return 0;
        int part = ParseType();
        return part == 0 ? 0 : _tree.Add(ItaniumKind.ConstructionTable, 0, derived, part);
    }
}
