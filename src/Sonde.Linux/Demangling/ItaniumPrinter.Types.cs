namespace Sonde.Linux.Demangling;

/// <content>Types.</content>
internal sealed partial class ItaniumPrinter
{
    private bool WriteTypeLeft(in ItaniumNode node)
    {
        switch (node.Kind)
        {
            case ItaniumKind.Qualified:
                WriteLeft(node.A);
                WriteQualifiers(WithoutRepeats(node));
                return true;
            case ItaniumKind.VendorQualified:
                WriteLeft(node.A);
                Append(' ');
                Write(node.B);
                return true;
            case ItaniumKind.Pointer:
                WriteDeclaratorStart(new ItaniumBound(node.A, _scope));
                Append('*');
                return true;
            case ItaniumKind.LeftReference or ItaniumKind.RightReference:
                (ItaniumBound referenced, bool isLeft) = Collapse(node);
                WriteDeclaratorStart(referenced);
                Append(isLeft ? "&" : "&&");
                return true;
            case ItaniumKind.MemberPointer:
                WriteLeft(node.B);
                ItaniumKind kind = Declared(new ItaniumBound(node.B, _scope));
                Append(kind == ItaniumKind.Function ? "(" : kind == ItaniumKind.Array ? " (" : " ");
                Write(node.A);
                Append("::*");
                return true;
            case ItaniumKind.Array:
                WriteLeft(node.A);
                return true;
            case ItaniumKind.Function:
                WriteLeft(node.A);
                if (!HasRightHalf(node.A))
                    Append(' ');
                return true;
            case ItaniumKind.Vector:
                Write(node.A);
                Append(" __vector(");
                Write(node.B);
                Append(')');
                return true;
            case ItaniumKind.Decltype:
                Append("decltype (");
                Write(node.A);
                Append(')');
                return true;
            default:
                return false;
        }
    }

    private void WriteRight(in ItaniumNode node, int index)
    {
        switch (node.Kind)
        {
            case ItaniumKind.Parameter when _lambdaDepth == 0:
                WriteRight(Resolve(new ItaniumBound(index, _scope)));
                break;
            case ItaniumKind.Qualified or ItaniumKind.VendorQualified:
                WriteRight(node.A);
                break;
            case ItaniumKind.Pointer:
                WriteDeclaratorEnd(new ItaniumBound(node.A, _scope));
                break;
            case ItaniumKind.LeftReference or ItaniumKind.RightReference:
                WriteDeclaratorEnd(Collapse(node).Type);
                break;
            case ItaniumKind.MemberPointer:
                WriteDeclaratorEnd(new ItaniumBound(node.B, _scope));
                break;
            case ItaniumKind.Array:
                if (_last != ']')
                    Append(' ');
                Append('[');
                if (node.B != 0)
                    Write(node.B);
                Append(']');
                WriteRight(node.A);
                break;
            case ItaniumKind.Function:
                WriteFunctionEnd(node);
                break;
            default:
                break;
        }
    }

    private void WriteDeclaratorStart(ItaniumBound type)
    {
        WriteLeft(type);
        ItaniumKind kind = Declared(type);
        if (kind == ItaniumKind.Array)
            Append(' ');
        if (kind != ItaniumKind.None)
            Append('(');
    }

    private void WriteDeclaratorEnd(ItaniumBound type)
    {
        if (Declared(type) != ItaniumKind.None)
            Append(')');
        WriteRight(type);
    }

    private void WriteFunctionEnd(in ItaniumNode node)
    {
        Append('(');
        WriteList(node.B);
        Append(')');
        WriteRight(node.A);
        WriteQualifiers(node.Flags);
        if ((node.Flags & ItaniumFlags.TransactionSafe) != 0)
            Append(" transaction_safe");
        if ((node.Flags & ItaniumFlags.Noexcept) != 0)
        {
            Append(" noexcept");
            if (node.C == 0)
                return;
            Append('(');
            Write(node.C);
            Append(')');
        }
        else if (node.C != 0)
        {
            Append(" throw(");
            WriteList(node.C);
            Append(')');
        }
    }

    /// <summary>Qualifiers of a type less those that the type behind a template parameter has already.</summary>
    private ItaniumFlags WithoutRepeats(in ItaniumNode node)
    {
        ItaniumFlags flags = node.Flags;
        ItaniumBound inner = Resolve(new ItaniumBound(node.A, _scope));
        for (int i = 0; i < MaxDepth && _tree[inner.Node].Kind == ItaniumKind.Qualified; i++)
        {
            flags &= ~_tree[inner.Node].Flags;
            inner = Resolve(inner with { Node = _tree[inner.Node].A });
        }

        return flags;
    }

    /// <summary>A reference to a reference, which template arguments can make, is one reference.</summary>
    private (ItaniumBound Type, bool IsLeft) Collapse(in ItaniumNode node)
    {
        bool isLeft = node.Kind == ItaniumKind.LeftReference;
        ItaniumBound inner = Resolve(new ItaniumBound(node.A, _scope));
        for (int i = 0; i < MaxDepth && _tree[inner.Node].Kind is ItaniumKind.LeftReference or ItaniumKind.RightReference; i++)
        {
            isLeft |= _tree[inner.Node].Kind == ItaniumKind.LeftReference;
            inner = Resolve(inner with { Node = _tree[inner.Node].A });
        }

        return (inner, isLeft);
    }

    /// <summary>Array or Function when the type is one, else None.</summary>
    private ItaniumKind Declared(ItaniumBound type)
    {
        for (int i = 0; i < MaxDepth; i++)
        {
            type = Resolve(type);
            ItaniumNode node = _tree[type.Node];
            if (node.Kind is ItaniumKind.Array or ItaniumKind.Function)
                return node.Kind;
            if (node.Kind is not (ItaniumKind.Qualified or ItaniumKind.VendorQualified))
                return ItaniumKind.None;
            type = type with { Node = node.A };
        }

        return ItaniumKind.None;
    }

    /// <summary>True when something of the type is written behind the declarator.</summary>
    private bool HasRightHalf(int node)
    {
        ItaniumBound type = new(node, _scope);
        for (int i = 0; i < MaxDepth; i++)
        {
            type = Resolve(type);
            ItaniumNode inner = _tree[type.Node];
            switch (inner.Kind)
            {
                case ItaniumKind.Array or ItaniumKind.Function:
                    return true;
                case ItaniumKind.Qualified or ItaniumKind.VendorQualified or ItaniumKind.Pointer
                    or ItaniumKind.LeftReference or ItaniumKind.RightReference:
                    type = type with { Node = inner.A };
                    continue;
                case ItaniumKind.MemberPointer:
                    type = type with { Node = inner.B };
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}
