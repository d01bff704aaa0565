using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sonde.Profiles;

/// <summary>
/// Interns sequences that share beginnings: each distinct (parent, item) pair is one node, and a sequence is named by its
/// last node. Stacks, label sets and line lists are kept this way: a million stacks of fifty frames cost as many nodes as
/// they have distinct prefixes. Node 0 is the empty sequence. Not safe for concurrent writers; safe for concurrent readers
/// once nobody writes.
/// </summary>
/// <typeparam name="T">The item, for example a location.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a tree.")]
public sealed class PrefixTree<T>
    where T : struct, IEquatable<T>
{
    private const int InitialCapacity = 16;

    // Parent and item lie side by side: a lookup in a tree that is larger than the cache touches memory twice, not thrice.
    private Node[] _nodes;

    // Open addressing with linear probing; a slot holds a node's index, 0 is free (node 0 is never looked up).
    private int[] _slots;

    /// <summary>Creates a tree that holds only the empty sequence.</summary>
    public PrefixTree()
        : this(InitialCapacity)
    {
    }

    /// <summary>Creates a tree with room for so many nodes.</summary>
    public PrefixTree(int capacity)
    {
        capacity = Math.Max(InitialCapacity, capacity);
        _nodes = new Node[capacity];
        _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
    }

    private struct Node
    {
        public int Parent;
        public T Item;
    }

    /// <summary>Number of nodes, the empty sequence included.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The sequence without its last item. The parent of the empty sequence is itself.</summary>
    public int Parent(int node) => _nodes[CheckedIndex(node)].Parent;

    /// <summary>The last item of a sequence. The empty sequence has the default item.</summary>
    public T Item(int node) => _nodes[CheckedIndex(node)].Item;

    /// <summary>Returns the node for the sequence <paramref name="parent"/> followed by <paramref name="item"/>.</summary>
    public int Add(int parent, T item)
    {
        uint mask = (uint)_slots.Length - 1;
        uint slot = Hash(parent, item) & mask;
        for (int node; (node = _slots[slot]) != 0; slot = (slot + 1) & mask)
        {
            ref Node candidate = ref _nodes[node];
            if (candidate.Parent == parent && candidate.Item.Equals(item))
                return node;
        }

        return Insert(CheckedIndex(parent), item, slot);
    }

    /// <summary>Number of items in a sequence.</summary>
    public int Length(int node)
    {
        int length = 0;
        for (; node != 0; node = Parent(node))
            length++;
        return length;
    }

    /// <summary>Copies a sequence, first item first, into a new array.</summary>
    public T[] ToArray(int node)
    {
        var items = new T[Length(node)];
        for (int i = items.Length - 1; i >= 0; i--, node = _nodes[node].Parent)
            items[i] = _nodes[node].Item;
        return items;
    }

    private int Insert(int parent, T item, uint slot)
    {
        int node = Count;
        if (node == _nodes.Length)
            Array.Resize(ref _nodes, node * 2);
        _nodes[node] = new Node { Parent = parent, Item = item };
        _slots[slot] = node;
        Count = node + 1;
        if (Count * 2 > _slots.Length)
            Rehash();
        return node;
    }

    private void Rehash()
    {
        var slots = new int[_slots.Length * 2];
        uint mask = (uint)slots.Length - 1;
        for (int node = 1; node < Count; node++)
        {
            uint slot = Hash(_nodes[node].Parent, _nodes[node].Item) & mask;
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = node;
        }

        _slots = slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(int parent, T item)
    {
        // Multiply-shift twice. The multipliers differ from process to process, so that no input file can be made whose
        // entries all collide; the order of nodes does not depend on them.
        ulong mixed = (((ulong)(uint)parent << 32) | (uint)item.GetHashCode()) * HashSeed.First;
        return (uint)(((mixed ^ (mixed >> 32)) * HashSeed.Second) >> 32);
    }

    private int CheckedIndex(int node)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)node, (uint)Count, nameof(node));
        return node;
    }
}
