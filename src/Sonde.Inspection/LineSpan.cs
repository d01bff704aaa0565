namespace Sonde.Inspection;

/// <summary>Which time a line speaks of.</summary>
public enum LineSpan
{
    /// <summary>The moment of reading.</summary>
    Now,

    /// <summary>Since the target was made.</summary>
    Lifetime,

    /// <summary>Between two readings.</summary>
    Interval,
}
