namespace Sonde.Inspection;

/// <summary>What a number means for the target.</summary>
public enum Judgement
{
    /// <summary>As it should be, or a mere fact.</summary>
    Ok,

    /// <summary>Worth a look: it may become, or may be part of, the trouble.</summary>
    Warn,

    /// <summary>This hurts the target now, or has done so.</summary>
    Bad,
}
