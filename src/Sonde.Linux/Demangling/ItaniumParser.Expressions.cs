namespace Sonde.Linux.Demangling;

/// <content>Expressions: ABI section 5.1.6.</content>
internal sealed partial class ItaniumParser
{
    private int ParseExpression()
    {
        if (!Enter())
            return 0;
        int expression = ParseExpressionInside();
        Leave();
        return expression;
    }

    private int ParseExpressionInside()
    {
        byte first = Peek();
        byte second = Peek(1);
        if (first == 'L')
            return ParsePrimary();
        if (first == 'T')
            return ParseTemplateParameter();
        if (first == 'f' && (second == 'p' || (second == 'L' && char.IsAsciiDigit((char)Peek(2)))))
            return ParseFunctionParameter();
        if (first == 'f')
            return ParseFold();
        if (Consume("gs"))
        {
            int global = ParseExpression();
            return global == 0 ? 0 : _tree.Add(ItaniumKind.Special, _tree.AddText("::"), global);
        }

        if (char.IsAsciiDigit((char)first) || (first == 'o' && second == 'n') || (first == 'd' && second == 'n'))
            return ParseBaseUnresolvedName();
        switch ((first, second))
        {
            case ((byte)'s', (byte)'r'):
                return ParseUnresolvedName();
            case ((byte)'s', (byte)'p'):
                _position += 2;
                int pattern = ParseExpression();
                return pattern == 0 ? 0 : _tree.Add(ItaniumKind.PackExpansion, pattern);
            case ((byte)'t', (byte)'l'):
                _position += 2;
                int type = ParseType();
                return type == 0 ? 0 : ParseBraced(type);
            case ((byte)'i', (byte)'l'):
                _position += 2;
                return ParseBraced(0);
            case ((byte)'c', (byte)'v'):
                return ParseConversion();
            case ((byte)'c', (byte)'p'):
                return ParseCall();
            case ((byte)'s', (byte)'o') or ((byte)'m', (byte)'c'):
                return 0;
            case ((byte)'u', _):
                return ParseVendorExpression();
            default:
                return ParseOperatorExpression();
        }
    }

    private int ParseOperatorExpression()
    {
        int index = ItaniumOperator.Find(Peek(), Peek(1));
        if (index < 0)
            return 0;
        ItaniumOperatorShape shape = ItaniumOperator.All[index].Shape;
        if (shape == ItaniumOperatorShape.Call)
            return ParseCall();
        _position += 2;
        switch (shape)
        {
            case ItaniumOperatorShape.Prefix:
                return Unary(ItaniumKind.Unary, index, ParseExpression());
            case ItaniumOperatorShape.PrefixOrPostfix:
                return Unary(Consume('_') ? ItaniumKind.Unary : ItaniumKind.Postfix, index, ParseExpression());
            case ItaniumOperatorShape.Wrapped:
                return Unary(ItaniumKind.Wrapped, index, ParseExpression());
            case ItaniumOperatorShape.OfType:
                return Unary(ItaniumKind.Wrapped, index, ParseType());
            case ItaniumOperatorShape.Binary:
                return Pair(ItaniumKind.Binary, index);
            case ItaniumOperatorShape.Member:
                return Pair(ItaniumKind.Member, index);
            case ItaniumOperatorShape.Index:
                return Pair(ItaniumKind.Index, index);
            case ItaniumOperatorShape.Conditional:
                int condition = ParseExpression();
                int then = condition == 0 ? 0 : ParseExpression();
                int otherwise = then == 0 ? 0 : ParseExpression();
                return otherwise == 0 ? 0 : _tree.Add(ItaniumKind.Conditional, condition, then, otherwise);
            case ItaniumOperatorShape.NamedCast:
                int target = ParseType();
                int operand = target == 0 ? 0 : ParseExpression();
                return operand == 0 ? 0 : _tree.Add(ItaniumKind.NamedCast, index, target, operand);
            case ItaniumOperatorShape.PackSize:
                return ParsePackSize(ItaniumOperator.All[index].Code == "sP");
            case ItaniumOperatorShape.New:
                return ParseNew(index);
            case ItaniumOperatorShape.Bare:
                return _tree.AddText(ItaniumOperator.All[index].Text);
            default:
                return 0;
        }
    }

    private int Unary(ItaniumKind kind, int index, int operand) => operand == 0 ? 0 : _tree.Add(kind, index, operand);

    private int Pair(ItaniumKind kind, int index)
    {
        int left = ParseExpression();
        int right = left == 0 ? 0 : ParseExpression();
        return right == 0 ? 0 : _tree.Add(kind, index, left, right);
    }

    private int ParsePackSize(bool isArguments)
    {
        int start = _stack.Count;
        if (isArguments)
        {
            while (!Consume('E'))
            {
                int argument = ParseTemplateArgument();
                if (argument == 0)
                    return 0;
                _stack.Add(argument);
            }

            return _tree.Add(ItaniumKind.SizeOfPack, _tree.Add(ItaniumKind.ArgumentPack, _tree.AddList(_stack, start)));
        }

        int pack = Peek() == 'T' ? ParseTemplateParameter() : ParseFunctionParameter();
        return pack == 0 ? 0 : _tree.Add(ItaniumKind.SizeOfPack, pack);
    }

    /// <summary>Reads expressions up to the letter E.</summary>
    private int ParseExpressionList()
    {
        int start = _stack.Count;
        while (!Consume('E'))
        {
            int item = ParseBracedItem();
            if (item == 0)
                return 0;
            _stack.Add(item);
        }

        return _tree.AddList(_stack, start);
    }

    /// <summary>Reads an expression or a designated initialiser.</summary>
    private int ParseBracedItem()
    {
        if (Peek() != 'd' || Peek(1) is not ((byte)'i' or (byte)'x' or (byte)'X'))
            return ParseExpression();
        if (!Enter())
            return 0;
        byte form = Peek(1);
        _position += 2;
        int head = form == 'i' ? ParseSourceName() : ParseExpression();
        int last = head != 0 && form == 'X' ? ParseExpression() : 0;
        int value = head == 0 || (form == 'X' && last == 0) ? 0 : ParseBracedItem();
        Leave();
        if (value == 0)
            return 0;
        if (form == 'i')
            return Join(Join(_tree.AddText("."), head), Join(_tree.AddText("="), value));
        int range = form == 'x' ? head : Join(Join(head, _tree.AddText(" ... ")), last);
        return Join(Join(_tree.AddText("["), range), Join(_tree.AddText("]="), value));
    }

    private int Join(int left, int right) => _tree.Add(ItaniumKind.Special, left, right);

    private int ParseBraced(int type)
    {
        int list = ParseExpressionList();
        return list == 0 ? 0 : _tree.Add(ItaniumKind.Braced, type, list);
    }

    private int ParseCall()
    {
        _position += 2;
        int function = ParseExpression();
        int arguments = function == 0 ? 0 : ParseExpressionList();
        return arguments == 0 ? 0 : _tree.Add(ItaniumKind.Call, function, arguments);
    }

    private int ParseConversion()
    {
        _position += 2;
        bool outerTry = _tryTemplateArguments;
        _tryTemplateArguments = true;
        int type = ParseType();
        _tryTemplateArguments = outerTry;
        if (type == 0)
            return 0;
        int list;
        if (Consume('_'))
        {
            list = ParseExpressionList();
        }
        else
        {
            int start = _stack.Count;
            int operand = ParseExpression();
            if (operand == 0)
                return 0;
            _stack.Add(operand);
            list = _tree.AddList(_stack, start);
        }

        return list == 0 ? 0 : _tree.Add(ItaniumKind.Cast, type, list);
    }

    private int ParseNew(int index)
    {
        int start = _stack.Count;
        while (!Consume('_'))
        {
            int placement = ParseExpression();
            if (placement == 0)
                return 0;
            _stack.Add(placement);
        }

        int placements = _tree.AddList(_stack, start);
        int type = ParseType();
        if (type == 0)
            return 0;
        ItaniumFlags flags = ItaniumOperator.All[index].Code == "na" ? ItaniumFlags.Variant : ItaniumFlags.None;
        if (Consume('E'))
            return _tree.Add(ItaniumKind.New, placements, type, 0, flags);
        int initializer = Consume("pi") ? ParseExpressionList() : Peek() == 'i' && Peek(1) == 'l' ? ParseExpression() : 0;
        return initializer == 0 ? 0 : _tree.Add(ItaniumKind.New, placements, type, initializer, flags);
    }

    private int ParseFold()
    {
        byte form = Peek(1);
        if (form is not ((byte)'l' or (byte)'r' or (byte)'L' or (byte)'R'))
            return 0;
        int index = ItaniumOperator.Find(Peek(2), Peek(3));
        if (index < 0)
            return 0;
        _position += 4;
        int first = ParseExpression();
        if (first == 0)
            return 0;
        int second = 0;
        if (form is (byte)'L' or (byte)'R' && (second = ParseExpression()) == 0)
            return 0;
        ItaniumFlags flags = form is (byte)'l' or (byte)'L' ? ItaniumFlags.Variant : ItaniumFlags.None;
        return _tree.Add(ItaniumKind.Fold, index, first, second, flags);
    }

    private int ParseFunctionParameter()
    {
        if (Consume("fpT"))
            return _tree.AddText("this");
        if (Consume("fL"))
        {
            if (ParseNumber() < 0 || !Consume('p'))
                return 0;
        }
        else if (!Consume("fp"))
        {
            return 0;
        }

        ParseQualifiers();
        int number = ParseSequence();
        return number < 0 ? 0 : _tree.Add(ItaniumKind.FunctionParameter, number + 1);
    }

    private int ParseVendorExpression()
    {
        _position++;
        int name = ParseSourceName();
        if (name == 0)
            return 0;
        int start = _stack.Count;
        while (!Consume('E'))
        {
            int argument = ParseTemplateArgument();
            if (argument == 0)
                return 0;
            _stack.Add(argument);
        }

        return _tree.Add(ItaniumKind.Call, name, _tree.AddList(_stack, start));
    }
}
