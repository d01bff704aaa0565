namespace Sonde.Diagnosis.Rules;

/// <summary>Why an image is not there.</summary>
internal enum PullProblem
{
    /// <summary>The message says nothing that is known.</summary>
    Unknown,

    /// <summary>The registry does not have it.</summary>
    NotFound,

    /// <summary>The registry refuses the credentials, or wants some.</summary>
    Unauthorized,

    /// <summary>The pull secret is not there.</summary>
    SecretMissing,

    /// <summary>The registry cannot be reached.</summary>
    Unreachable,

    /// <summary>The registry counts too many requests.</summary>
    RateLimited,

    /// <summary>There is none for the node's processor.</summary>
    WrongPlatform,

    /// <summary>The reference does not parse.</summary>
    InvalidName,

    /// <summary>It may not be pulled, and the node does not have it.</summary>
    NeverPull,
}
