using System.Runtime.InteropServices;

namespace Sonde.Linux.Demangling;

/// <summary>The nodes of one parsed C++ name. Reused from name to name, so that a symbol table costs no garbage.</summary>
internal sealed class ItaniumTree
{
    /// <summary>More nodes than any name a compiler wrote here needs; ends names made to exhaust memory.</summary>
    private const int MaxNodes = 200_000;

    private readonly List<ItaniumNode> _nodes = [];
    private readonly List<int> _items = [];
    private readonly List<string> _texts = [];

    /// <summary>The mangled name.</summary>
    public byte[] Name { get; private set; } = [];

    /// <summary>Length of the mangled name in <see cref="Name"/>.</summary>
    public int Length { get; private set; }

    public ItaniumNode this[int index]
    {
        get => _nodes[index];
        set => _nodes[index] = value;
    }

    public void Reset(ReadOnlySpan<byte> name)
    {
        if (Name.Length < name.Length)
            Name = new byte[Math.Max(name.Length, 256)];
        name.CopyTo(Name);
        Length = name.Length;
        _nodes.Clear();
        _items.Clear();
        _texts.Clear();
        // Node 0 stands for "nothing" and for failure.
        _nodes.Add(default);
    }

    public int Add(ItaniumKind kind, int a = 0, int b = 0, int c = 0, ItaniumFlags flags = ItaniumFlags.None)
    {
        if (_nodes.Count >= MaxNodes)
            return 0;
        _nodes.Add(new ItaniumNode(kind, a, b, c, flags));
        return _nodes.Count - 1;
    }

    public int AddText(string text)
    {
        _texts.Add(text);
        return Add(ItaniumKind.Text, _texts.Count - 1);
    }

    /// <summary>Adds a list of the nodes from <paramref name="start"/> to the end of <paramref name="stack"/>, and pops them.</summary>
    public int AddList(List<int> stack, int start)
    {
        int first = _items.Count;
        int count = stack.Count - start;
        _items.AddRange(CollectionsMarshal.AsSpan(stack)[start..]);
        CollectionsMarshal.SetCount(stack, start);
        return Add(ItaniumKind.List, first, count);
    }

    /// <summary>The text of a <see cref="ItaniumKind.Text"/> node.</summary>
    public string TextOf(int node) => _texts[_nodes[node].A];

    /// <summary>The bytes of a <see cref="ItaniumKind.Slice"/> node.</summary>
    public ReadOnlySpan<byte> SliceOf(int node) => Name.AsSpan(_nodes[node].A, _nodes[node].B);

    /// <summary>Number of items of a list; 0 for no list.</summary>
    public int CountOf(int list) => _nodes[list].Kind == ItaniumKind.List ? _nodes[list].B : 0;

    public int ItemOf(int list, int index) => _items[_nodes[list].A + index];
}
