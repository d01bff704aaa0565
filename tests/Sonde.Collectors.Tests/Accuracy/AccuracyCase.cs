namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>A program whose stacks are known before.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Program">Builds it and tells its path.</param>
internal sealed record AccuracyCase(string Name, Func<string> Program)
{
    public string[] Arguments { get; init; } = [];

    /// <summary>Builds what else it needs, and tells the paths as further arguments.</summary>
    public Func<string[]> MoreArguments { get; init; } = static () => [];

    /// <summary>Of a chain whose share nobody knows: it must be there.</summary>
    public const double Some = 0;

    /// <summary>Of a chain that need not be there.</summary>
    public const double Perhaps = -1;

    /// <summary>All stacks that there are, but for a few; with their shares of the samples.</summary>
    public IReadOnlyList<(ChainPattern Chain, double Share)> Chains { get; init; } = [];

    /// <summary>Names of outermost frames by which a stack is complete.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Least share of samples whose stack is complete.</summary>
    public double Complete { get; init; } = 0.99;

    /// <summary>Least share of samples whose stack is one of <see cref="Chains"/>.</summary>
    public double Known { get; init; } = 0.98;

    /// <summary>Least share of frames that have a name, apart from the C library's own: of these .dynsym does not have all.</summary>
    public double Named { get; init; } = 0.99;

    /// <summary>How far a share may be off.</summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>The cause that incomplete stacks must be counted by; null when there must not be any.</summary>
    public string? Cause { get; init; }

    /// <summary>The stacks are deeper than the copy, and this must be told.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Samples wanted.</summary>
    public int Samples { get; init; } = 400;

    /// <summary>Look for debug files in the folder that <see cref="Programs.WithDebugFolder"/> makes.</summary>
    public bool HasDebugFolder { get; init; }

    public override string ToString() => Name;
}
