namespace Sonde.Profiles.Analysis;

/// <summary>One function of a <see cref="TopTable"/>.</summary>
/// <param name="Frame">The function.</param>
/// <param name="Line">Its hottest line: the one with the greatest self value, else total; 0 when unknown.</param>
/// <param name="Self">Value of the samples that end in it.</param>
/// <param name="Total">Value of the samples it takes part in; a sample counts once, however often it recurses.</param>
/// <param name="SelfShare">Self as a share of all samples, from 0 to 1.</param>
/// <param name="TotalShare">Total as a share of all samples, from 0 to 1.</param>
public sealed record TopEntry(Frame Frame, int Line, long Self, long Total, double SelfShare, double TotalShare)
{
    /// <summary>Index into <see cref="FrameTable.Functions"/> of the tree the table was made of.</summary>
    public int Function { get; init; }
}
