using System.Runtime.CompilerServices;

namespace Sonde.Profiles;

/// <summary>
/// Finds the row of a sample by its stack and labels. Open addressing; the slots of sixteen neighbouring stacks lie in one
/// cache line, because a profile's samples come in the order of its stacks.
/// </summary>
internal sealed class RowIndex
{
    private const int InitialCapacity = 64, BlockBits = 4, BlockMask = (1 << BlockBits) - 1;

    private Slot[] _slots = new Slot[InitialCapacity];
    private int _count;

    private struct Slot
    {
        public int Stack;
        public int Labels;

        /// <summary>The row plus one; 0 is a free slot.</summary>
        public int Row;
    }

    /// <summary>The row of a sample; it is set to a new one when there is none.</summary>
    /// <param name="stack">Its stack.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="row">The row that a new sample gets.</param>
    /// <returns>The row, and whether it was there.</returns>
    public (int Row, bool Exists) FindOrAdd(int stack, int labels, int row)
    {
        if (_count * 2 >= _slots.Length)
            Grow();
        ref Slot slot = ref Find(_slots, stack, labels);
        if (slot.Row != 0)
            return (slot.Row - 1, true);
        slot = new Slot { Stack = stack, Labels = labels, Row = row + 1 };
        _count++;
        return (row, false);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (_slots, _count) = (new Slot[InitialCapacity], 0);

    private void Grow()
    {
        var slots = new Slot[_slots.Length * 2];
        foreach (ref Slot slot in _slots.AsSpan())
        {
            if (slot.Row != 0)
                Find(slots, slot.Stack, slot.Labels) = slot;
        }

        _slots = slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Slot Find(Slot[] slots, int stack, int labels)
    {
        // Seeded as the hash of PrefixTree: no file can be made whose samples all collide.
        ulong mixed = (((ulong)(uint)(stack >> BlockBits) << 32) | (uint)labels) * HashSeed.First;
        uint hash = (uint)(((mixed ^ (mixed >> 32)) * HashSeed.Second) >> 32);
        uint mask = (uint)slots.Length - 1;
        uint index = ((hash & ~(uint)BlockMask) | ((uint)stack & BlockMask)) & mask;
        while (slots[index].Row != 0 && (slots[index].Stack != stack || slots[index].Labels != labels))
            index = (index + 1) & mask;
        return ref slots[index];
    }
}
