namespace Sonde.Cli.Watching;

/// <summary>CPU in a line of a watch, in CPUs; shares are 0 to 1.</summary>
/// <param name="Used">Used in the interval.</param>
/// <param name="P95">95 % of the intervals used no more.</param>
/// <param name="Most">Used in the busiest tenth of a second.</param>
/// <param name="Quota">The quota.</param>
/// <param name="Throttled">Share of periods throttled in the interval.</param>
/// <param name="ThrottledSoFar">The same since the watch began.</param>
/// <param name="Sufficient">The quota that would about have sufficed.</param>
internal sealed record WatchCpuDocument(double Used, double P95, double Most, double? Quota, double? Throttled, double? ThrottledSoFar, double? Sufficient);
