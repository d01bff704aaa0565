using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    private const int InitialCapacity = 64;

    // So many neighbouring nodes share a window in which the sequences one item longer are looked for.
    private const int BlockBits = 3, Window = 2 << BlockBits;

    // A tag tells entries of a window apart: never 0, the caller's place in its block, and some bits of the item's hash.
    private const int TagBits = 4;

    // Parent and item lie side by side: comparing with a node touches memory once.
    private Node[] _nodes = new Node[InitialCapacity];

    // By block of parents: the nodes below them, and their tags; 0 is free (node 0 is never looked up). One item after the
    // other is mostly added in a row, so that following a sequence stays within a few lines of the processor's cache.
    private int[] _windows = new int[InitialCapacity / (1 << BlockBits) * Window];
    private byte[] _tags = new byte[InitialCapacity / (1 << BlockBits) * Window];

    // What found no room in its window: open addressing with linear probing.
    private int[] _others = new int[InitialCapacity];
    private int _otherCount;

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
        int start = CheckedIndex(parent) / (1 << BlockBits) * Window;
        uint hash = Hash(parent, item);
        byte tag = Tag(parent, hash);
        ref Node nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        Vector128<byte> tags = Vector128.LoadUnsafe(ref _tags[start]);
        for (uint matches = Vector128.Equals(tags, Vector128.Create(tag)).ExtractMostSignificantBits(); matches != 0; matches &= matches - 1)
        {
            int node = _windows[start + BitOperations.TrailingZeroCount(matches)];
            ref Node candidate = ref Unsafe.Add(ref nodes, node);
            if (candidate.Parent == parent && candidate.Item.Equals(item))
                return node;
        }

        uint free = Vector128.Equals(tags, Vector128<byte>.Zero).ExtractMostSignificantBits();
        if (free == 0)
            return AddToOthers(parent, item, hash);
        int place = start + BitOperations.TrailingZeroCount(free), added = Append(parent, item);
        // Only now: there may be new arrays.
        _tags[place] = tag;
        _windows[place] = added;
        return added;
    }

    /// <summary>The same sequences, to which others can be added.</summary>
    internal PrefixTree<T> Copy() => new()
    {
        _nodes = _nodes.AsSpan().ToArray(),
        _windows = _windows.AsSpan().ToArray(),
        _tags = _tags.AsSpan().ToArray(),
        _others = _others.AsSpan().ToArray(),
        _otherCount = _otherCount,
        Count = Count,
    };

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

    private int AddToOthers(int parent, T item, uint hash)
    {
        uint mask = (uint)_others.Length - 1;
        uint slot = hash & mask;
        for (int node; (node = _others[slot]) != 0; slot = (slot + 1) & mask)
        {
            ref Node candidate = ref _nodes[node];
            if (candidate.Parent == parent && candidate.Item.Equals(item))
                return node;
        }

        int added = _others[slot] = Append(parent, item);
        if (++_otherCount * 2 > _others.Length)
            GrowOthers();
        return added;
    }

    private int Append(int parent, T item)
    {
        int node = Count;
        if (node == _nodes.Length)
        {
            Array.Resize(ref _nodes, node * 2);
            Array.Resize(ref _windows, _windows.Length * 2);
            Array.Resize(ref _tags, _tags.Length * 2);
        }

        _nodes[node] = new Node { Parent = parent, Item = item };
        Count = node + 1;
        return node;
    }

    private void GrowOthers()
    {
        var others = new int[_others.Length * 2];
        uint mask = (uint)others.Length - 1;
        foreach (int node in _others)
        {
            if (node == 0)
                continue;
            uint slot = Hash(_nodes[node].Parent, _nodes[node].Item) & mask;
            while (others[slot] != 0)
                slot = (slot + 1) & mask;
            others[slot] = node;
        }

        _others = others;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(int parent, T item)
    {
        // Multiply-shift twice. The multipliers differ from process to process, so that no input file can be made whose
        // entries all collide; the order of nodes does not depend on them.
        ulong mixed = (((ulong)(uint)parent << 32) | (uint)item.GetHashCode()) * HashSeed.First;
        return (uint)(((mixed ^ (mixed >> 32)) * HashSeed.Second) >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Tag(int parent, uint hash) =>
        (byte)(0x80 | ((parent & ((1 << BlockBits) - 1)) << TagBits) | (int)(hash >> (32 - TagBits)));

    private int CheckedIndex(int node)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)node, (uint)Count, nameof(node));
        return node;
    }
}
