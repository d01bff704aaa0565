using Sonde.Profiles;

namespace Sonde.Collectors.Session;

/// <summary>What a session brought home.</summary>
/// <param name="Profile">The samples of all collectors in one profile.</param>
/// <param name="End">Why it ended.</param>
/// <param name="Elapsed">How long was sampled.</param>
/// <param name="Samples">Samples taken.</param>
public sealed record SessionResult(Profile Profile, SessionEnd End, TimeSpan Elapsed, long Samples);
