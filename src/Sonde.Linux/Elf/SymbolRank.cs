namespace Sonde.Linux.Elf;

/// <summary>Orders the names of one function: what a person calls it comes first.</summary>
internal readonly record struct SymbolRank(bool IsTyped, bool IsLocal, string Name) : IComparable<SymbolRank>
{
    public int CompareTo(SymbolRank other)
    {
        int result = other.IsTyped.CompareTo(IsTyped);
        if (result == 0)
            result = IsLocal.CompareTo(other.IsLocal);
        if (result == 0)
            result = LeadingUnderscores(Name).CompareTo(LeadingUnderscores(other.Name));
        if (result == 0)
            result = Name.Length.CompareTo(other.Name.Length);
        return result == 0 ? string.CompareOrdinal(Name, other.Name) : result;
    }

    // C++ (_Z) and Rust v0 (_R) names begin with an underscore of their own.
    private static int LeadingUnderscores(string name)
    {
        int count = name.AsSpan().IndexOfAnyExcept('_');
        return count == 1 && name[1] is 'Z' or 'R' ? 0 : count < 0 ? name.Length : count;
    }
}
