namespace Sonde.Linux.Demangling;

/// <content>Expressions, with the brackets GNU's tools put.</content>
internal sealed partial class ItaniumPrinter
{
    private void WriteExpression(in ItaniumNode node)
    {
        string text = node.Kind is ItaniumKind.Unary or ItaniumKind.Postfix or ItaniumKind.Binary or ItaniumKind.Member
            or ItaniumKind.NamedCast or ItaniumKind.Wrapped or ItaniumKind.Fold ? ItaniumOperator.All[node.A].Text : "";
        switch (node.Kind)
        {
            case ItaniumKind.Literal:
                WriteLiteral(node, isNegative: false);
                break;
            case ItaniumKind.NegativeLiteral:
                WriteLiteral(node, isNegative: true);
                break;
            case ItaniumKind.Unary:
                Append(text);
                WriteOperand(ItaniumOperator.All[node.A].Code == "ad" ? AddressOf(node.B) : node.B);
                break;
            case ItaniumKind.Postfix:
                WriteOperand(node.B);
                Append(text);
                break;
            case ItaniumKind.Binary:
                WriteBinary(text, node.B, node.C);
                break;
            case ItaniumKind.Member:
                WriteOperand(node.B);
                Append(text);
                WriteOperand(node.C);
                break;
            case ItaniumKind.Index:
                WriteOperand(node.B);
                Append('[');
                Write(node.C);
                Append(']');
                break;
            case ItaniumKind.Conditional:
                WriteOperand(node.A);
                Append('?');
                WriteOperand(node.B);
                Append(" : ");
                WriteOperand(node.C);
                break;
            case ItaniumKind.Call:
                WriteOperand(CalledName(node.A));
                Append('(');
                WriteList(node.B);
                Append(')');
                break;
            case ItaniumKind.NamedCast:
                Append(text);
                Append('<');
                Write(node.B);
                Append(">(");
                Write(node.C);
                Append(')');
                break;
            case ItaniumKind.Cast:
                Append('(');
                Write(node.A);
                Append(")(");
                WriteList(node.B);
                Append(')');
                break;
            case ItaniumKind.Braced:
                if (node.A != 0)
                    Write(node.A);
                Append('{');
                WriteList(node.B);
                Append('}');
                break;
            case ItaniumKind.Wrapped:
                Append(text);
                Append('(');
                Write(node.B);
                Append(')');
                break;
            case ItaniumKind.SizeOfPack:
                WritePackSize(node.A);
                break;
            case ItaniumKind.FunctionParameter:
                Append("{parm#");
                AppendNumber(node.A);
                Append('}');
                break;
            case ItaniumKind.Fold:
                WriteFold(node, text);
                break;
            case ItaniumKind.New:
                WriteNew(node);
                break;
            default:
                _failed = true;
                break;
        }
    }

    private void WriteOperand(int node)
    {
        if (_tree[node].Kind is ItaniumKind.Slice or ItaniumKind.Nested or ItaniumKind.FunctionParameter
            or ItaniumKind.Local or ItaniumKind.Braced)
        {
            Write(node);
            return;
        }

        Append('(');
        Write(node);
        Append(')');
    }

    private void WriteBinary(string text, int left, int right)
    {
        // A bare > would end the template arguments around it.
        bool isGreater = text == ">";
        if (isGreater)
            Append('(');
        WriteOperand(left);
        Append(text);
        WriteOperand(right);
        if (isGreater)
            Append(')');
    }

    /// <summary>The address of a member function is written without its parameters, unless it has qualifiers.</summary>
    private int AddressOf(int operand)
    {
        ItaniumNode node = _tree[operand];
        bool isPlain = node.Kind == ItaniumKind.Encoding && node.Flags == ItaniumFlags.None;
        return isPlain && _tree[node.B].Kind == ItaniumKind.Nested ? node.B : operand;
    }

    private int CalledName(int function)
    {
        ItaniumNode node = _tree[function];
        return node.Kind == ItaniumKind.Encoding ? node.B : function;
    }

    private void WriteLiteral(in ItaniumNode node, bool isNegative)
    {
        string type = _tree[node.A].Kind == ItaniumKind.Text ? _tree.TextOf(node.A) : "";
        if (type == "bool" && !isNegative && node.B != 0 && _tree.SliceOf(node.B) is [(byte)'0' or (byte)'1'])
        {
            Append(_tree.SliceOf(node.B)[0] == '0' ? "false" : "true");
            return;
        }

        string? suffix = type switch
        {
            "int" => "",
            "unsigned int" => "u",
            "long" => "l",
            "unsigned long" => "ul",
            "long long" => "ll",
            "unsigned long long" => "ull",
            _ => null,
        };
        if (suffix is null)
        {
            Append('(');
            Write(node.A);
            Append(')');
        }

        bool isFloat = type is "float" or "double" or "long double" or "__float128" or "half";
        if (isNegative)
            Append('-');
        if (isFloat)
            Append('[');
        if (node.B != 0)
            Write(node.B);
        if (isFloat)
            Append(']');
        Append(suffix ?? "");
    }

    private void WritePackSize(int pack)
    {
        bool outerIn = _inExpansion;
        _inExpansion = false;
        ItaniumNode node = _tree[Resolve(new ItaniumBound(pack, _scope)).Node];
        _inExpansion = outerIn;
        if (node.Kind == ItaniumKind.ArgumentPack)
        {
            AppendNumber(_tree.CountOf(node.A));
            return;
        }

        Append("sizeof...(");
        Write(pack);
        Append(')');
    }

    private void WriteFold(in ItaniumNode node, string text)
    {
        bool isLeft = (node.Flags & ItaniumFlags.Variant) != 0;
        (bool outerIn, int outerIndex) = (_inExpansion, _packIndex);
        // The pack of a fold is written as one: an expansion around it must not pick an element.
        _inExpansion = false;
        Append('(');
        if (node.C != 0)
        {
            WriteOperand(node.B);
            Append(text);
            Append("...");
            Append(text);
            WriteOperand(node.C);
        }
        else if (isLeft)
        {
            Append("...");
            Append(text);
            WriteOperand(node.B);
        }
        else
        {
            WriteOperand(node.B);
            Append(text);
            Append("...");
        }

        Append(')');
        (_inExpansion, _packIndex) = (outerIn, outerIndex);
    }

    private void WriteNew(in ItaniumNode node)
    {
        Append((node.Flags & ItaniumFlags.Variant) != 0 ? "new[] " : "new ");
        if (_tree.CountOf(node.A) > 0)
        {
            Append('(');
            WriteList(node.A);
            Append(") ");
        }

        Write(node.B);
        if (node.C == 0)
            return;
        if (_tree[node.C].Kind != ItaniumKind.List)
        {
            Write(node.C);
            return;
        }

        Append('(');
        WriteList(node.C);
        Append(')');
    }
}
