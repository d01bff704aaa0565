namespace Sonde.Collectors.Session;

/// <summary>How far a session has come.</summary>
/// <param name="Elapsed">Time since sampling began.</param>
/// <param name="Samples">Samples taken by all collectors.</param>
/// <param name="Processes">Processes that are sampled now.</param>
public readonly record struct SessionProgress(TimeSpan Elapsed, long Samples, int Processes);
