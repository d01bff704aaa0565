namespace Sonde.Cli.Top;

/// <summary>What the functions of <c>sonde top</c> are sorted by.</summary>
internal enum TopColumn
{
    /// <summary>Their own share of the last interval.</summary>
    SelfNow,

    /// <summary>Their share of the last interval with all they call.</summary>
    TotalNow,

    /// <summary>Their own value since the start.</summary>
    SelfSum,

    /// <summary>Their value since the start with all they call.</summary>
    TotalSum,
}
