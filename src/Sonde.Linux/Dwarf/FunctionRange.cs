namespace Sonde.Linux.Dwarf;

/// <summary>Addresses of a <see cref="FunctionNode"/>.</summary>
internal readonly record struct FunctionRange(ulong Start, ulong End, int Node) : IComparable<FunctionRange>
{
    /// <summary>Orders by address, and what encloses before what is inside.</summary>
    public int CompareTo(FunctionRange other)
    {
        int order = Start.CompareTo(other.Start);
        if (order == 0)
            order = other.End.CompareTo(End);
        return order == 0 ? Node.CompareTo(other.Node) : order;
    }
}
