namespace Sonde.Linux.Demangling;

/// <content>What template parameters stand for where they are written.</content>
internal sealed partial class ItaniumPrinter
{
    /// <summary>
    /// Follows parameters to what they stand for. An argument belongs to the scope around the one that binds it.
    /// </summary>
    private ItaniumBound Resolve(ItaniumBound type)
    {
        for (int i = 0; i < MaxDepth; i++)
        {
            ItaniumNode node = _tree[type.Node];
            if (node.Kind == ItaniumKind.ArgumentPack && _inExpansion)
            {
                type = type with { Node = PackElement(node.A) };
                continue;
            }

            if (node.Kind != ItaniumKind.Parameter || _lambdaDepth > 0)
                return type;
            (int arguments, int outer) = _scopes[type.Scope];
            if (node.A >= _tree.CountOf(arguments))
            {
                _failed = true;
                return default;
            }

            type = new ItaniumBound(_tree.ItemOf(arguments, node.A), outer);
        }

        return type;
    }

    /// <summary>The element of a pack that the expansion around it has come to; 0 when the pack has no more.</summary>
    private int PackElement(int list)
    {
        int count = _tree.CountOf(list);
        if (_packCount < 0)
            _packCount = count;
        return _packIndex < count ? _tree.ItemOf(list, _packIndex) : 0;
    }

    private void WriteLeft(ItaniumBound type)
    {
        int outer = _scope;
        _scope = type.Scope;
        WriteLeft(type.Node);
        _scope = outer;
    }

    private void WriteRight(ItaniumBound type)
    {
        int outer = _scope;
        _scope = type.Scope;
        WriteRight(type.Node);
        _scope = outer;
    }

    /// <summary>The template arguments of a function's name; 0 when it has none.</summary>
    private int ArgumentsOf(int name)
    {
        while (_tree[name].Kind == ItaniumKind.Local)
            name = _tree[name].B;
        return _tree[name].Kind == ItaniumKind.Template ? _tree[name].B : 0;
    }

    private void WriteParameter(int node)
    {
        if (_lambdaDepth > 0)
        {
            Append("auto:");
            AppendNumber(_tree[node].A + 1);
            return;
        }

        WriteLeft(Resolve(new ItaniumBound(node, _scope)));
    }

    private void WriteLambda(in ItaniumNode node)
    {
        Append("{lambda(");
        _lambdaDepth++;
        WriteList(node.A);
        _lambdaDepth--;
        Append(")#");
        AppendNumber(node.B + 1);
        Append('}');
    }
}
