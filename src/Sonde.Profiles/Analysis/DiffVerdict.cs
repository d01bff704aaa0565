namespace Sonde.Profiles.Analysis;

/// <summary>What a <see cref="DiffValue"/> says about a change.</summary>
public enum DiffVerdict
{
    /// <summary>The profiles do not tell how many samples stand behind a value, so that chance cannot be told from change.</summary>
    NotJudged,

    /// <summary>The difference is one that chance makes; also when there is none.</summary>
    Noise,

    /// <summary>It costs more than before.</summary>
    Grew,

    /// <summary>It costs less than before.</summary>
    Shrank,

    /// <summary>It was not there before.</summary>
    Appeared,

    /// <summary>It is not there any more.</summary>
    Vanished,
}
