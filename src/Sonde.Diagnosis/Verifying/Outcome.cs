namespace Sonde.Diagnosis.Verifying;

/// <summary>What became of a cause that is not named any more.</summary>
public enum Outcome
{
    /// <summary>The object is there, was looked at as before, and works.</summary>
    Fixed,

    /// <summary>The object is there, and what was wrong is not wrong any more, but a rollout goes on.</summary>
    Settling,

    /// <summary>The cause is not named any more, but the object still does not work.</summary>
    StillBroken,

    /// <summary>It is counted among the effects of another cause now.</summary>
    Folded,

    /// <summary>The object was deleted: nothing was repaired.</summary>
    Deleted,

    /// <summary>What would show it cannot be seen any more: nothing is proved.</summary>
    Unseen,

    /// <summary>It is still there, and hidden by an annotation or by what was asked for.</summary>
    Hidden,
}
