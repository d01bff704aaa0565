namespace Sonde.TestTargets.Browser;

/// <summary>How a page is opened.</summary>
public sealed record PageOptions
{
    /// <summary>Width in CSS pixels.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Height in CSS pixels.</summary>
    public int Height { get; init; } = 800;

    /// <summary>Device pixels for each CSS pixel.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>A phone: touch instead of a mouse.</summary>
    public bool IsMobile { get; init; }

    /// <summary>The reader prefers a dark page.</summary>
    public bool PrefersDark { get; init; }

    /// <summary>False turns scripts off.</summary>
    public bool Scripts { get; init; } = true;
}
