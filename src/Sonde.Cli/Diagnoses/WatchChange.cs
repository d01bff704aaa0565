namespace Sonde.Cli.Diagnoses;

/// <summary>Something that came, went or changed while a cluster was watched.</summary>
/// <param name="Time">When, by the server's clock.</param>
/// <param name="IsGood">It is one trouble less.</param>
/// <param name="InWords">What, with a mark before it.</param>
internal sealed record WatchChange(DateTimeOffset Time, bool IsGood, string InWords);
