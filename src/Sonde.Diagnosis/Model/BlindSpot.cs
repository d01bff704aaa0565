namespace Sonde.Diagnosis.Model;

/// <summary>Something that could not be seen, so that silence about it proves nothing.</summary>
/// <param name="What">What: a kind, an object, a log, a file.</param>
/// <param name="Why">Why, and where there is something to do: what.</param>
public sealed record BlindSpot(string What, string Why);
