namespace Sonde.Linux.Demangling;

/// <content>Names.</content>
internal sealed partial class ItaniumPrinter
{
    private void WriteLeft(in ItaniumNode node, int index)
    {
        switch (node.Kind)
        {
            case ItaniumKind.None:
                // The element of an empty pack.
                break;
            case ItaniumKind.Slice:
                Append(_tree.SliceOf(index));
                break;
            case ItaniumKind.Text:
                Append(_tree.TextOf(index));
                break;
            case ItaniumKind.Nested:
                Write(node.A);
                Append("::");
                Write(node.B);
                break;
            case ItaniumKind.Local:
                WriteLocal(node);
                break;
            case ItaniumKind.Template:
                Write(node.A);
                WriteTemplateArguments(node.B);
                break;
            case ItaniumKind.List:
                WriteList(index);
                break;
            case ItaniumKind.ArgumentPack:
                WriteList(node.A);
                break;
            case ItaniumKind.PackExpansion:
                WriteExpansion(node.A);
                break;
            case ItaniumKind.Parameter:
                WriteParameter(index);
                break;
            case ItaniumKind.AbiTag:
                Write(node.A);
                Append("[abi:");
                Write(node.B);
                Append(']');
                break;
            case ItaniumKind.Constructor:
                Write(node.A);
                break;
            case ItaniumKind.Destructor:
                Append('~');
                Write(node.A);
                break;
            case ItaniumKind.Conversion:
                Append("operator ");
                Write(node.A);
                break;
            case ItaniumKind.Operator:
                WriteOperatorName(ItaniumOperator.All[node.A].Text);
                break;
            case ItaniumKind.LiteralOperator:
                Append("operator\"\" ");
                Write(node.A);
                break;
            case ItaniumKind.Lambda:
                WriteLambda(node);
                break;
            case ItaniumKind.Unnamed:
                Append("{unnamed type#");
                AppendNumber(node.A + 1);
                Append('}');
                break;
            case ItaniumKind.Binding:
                Append('[');
                WriteList(node.A);
                Append(']');
                break;
            case ItaniumKind.Special:
                Write(node.A);
                Write(node.B);
                break;
            case ItaniumKind.ConstructionTable:
                Append("construction vtable for ");
                Write(node.C);
                Append("-in-");
                Write(node.B);
                break;
            case ItaniumKind.Encoding:
                WriteEncoding(node);
                break;
            case ItaniumKind.Clone:
                Write(node.A);
                Append(" [clone ");
                Append(_tree.Name.AsSpan(node.B, node.C));
                Append(']');
                break;
            case ItaniumKind.Suffixed:
                Write(node.A);
                Write(node.B);
                break;
            default:
                if (!WriteTypeLeft(node))
                    WriteExpression(node);
                break;
        }
    }

    private void WriteLocal(in ItaniumNode node)
    {
        Write(node.A);
        Append("::");
        if (node.C > 0)
        {
            Append("{default arg#");
            AppendNumber(node.C);
            Append("}::");
        }

        Write(node.B);
    }

    private void WriteOperatorName(string text)
    {
        Append("operator");
        if (char.IsAsciiLetterLower(text[0]))
            Append(' ');
        Append(text.TrimEnd(' '));
    }

    private void WriteEncoding(in ItaniumNode node)
    {
        (int outer, int outerLambda) = (_scope, _lambdaDepth);
        int arguments = ArgumentsOf(node.B);
        if (arguments != 0)
        {
            _scopes.Add((arguments, outer));
            _scope = _scopes.Count - 1;
        }

        _lambdaDepth = 0;
        if (node.A != 0)
        {
            WriteLeft(node.A);
            if (!HasRightHalf(node.A))
                Append(' ');
        }

        Write(node.B);
        Append('(');
        WriteList(node.C);
        Append(')');
        if (node.A != 0)
            WriteRight(node.A);
        WriteQualifiers(node.Flags);
        (_scope, _lambdaDepth) = (outer, outerLambda);
    }

    private void WriteQualifiers(ItaniumFlags flags)
    {
        if ((flags & ItaniumFlags.Const) != 0)
            Append(" const");
        if ((flags & ItaniumFlags.Volatile) != 0)
            Append(" volatile");
        if ((flags & ItaniumFlags.Restrict) != 0)
            Append(" __restrict");
        if ((flags & ItaniumFlags.LeftReference) != 0)
            Append(" &");
        if ((flags & ItaniumFlags.RightReference) != 0)
            Append(" &&");
    }
}
