namespace Sonde.Inspection.Watching;

/// <summary>What to write into a container's <c>resources</c>, and why.</summary>
/// <param name="Resource"><c>memory</c> or <c>cpu</c>.</param>
/// <param name="Request">The request as Kubernetes writes it; null when none can be recommended.</param>
/// <param name="Limit">The limit as Kubernetes writes it; null when none can be recommended.</param>
/// <param name="Reason">Why, with the figures it comes from.</param>
public sealed record ResourceAdvice(string Resource, string? Request, string? Limit, string Reason)
{
    /// <summary>What is added to the highest need: the next peak may be higher than the highest that was seen.</summary>
    private const double Headroom = 1.2;

    private const long Mebibyte = 1 << 20;

    /// <summary>With less a runtime may not be able to start a container at all.</summary>
    private const long LeastLimit = 16 * Mebibyte;

    /// <summary>Memory: the request is what 95 % of the readings did not exceed, the limit is above the peak.</summary>
    internal static ResourceAdvice Memory(ValueDistribution needed, MemoryTrend trend, long? limit, long oomKills)
    {
        double p95 = needed.Percentile(0.95), peak = needed.Most;
        string request = Bytes(Math.Min(p95, peak));
        if (oomKills > 0 || (limit is { } has && peak >= has * 0.99))
        {
            return new ResourceAdvice(
                "memory", request, limit is { } cut ? Bytes(cut * 1.5) : null,
                $"it wanted more than its limit{(limit is { } at ? $" of {Figures.Bytes(at)}" : "")}, so the true peak is unknown: half as much again is a guess; watch again with it");
        }

        if (trend.Shape == MemoryShape.Growing)
        {
            string until = limit is { } most && trend.Growth > 0
                ? $"; the limit of {Figures.Bytes(most)} is {Figures.Time(Math.Max(0, (most - peak) / trend.Growth))} away"
                : "";
            return new ResourceAdvice(
                "memory", request, null,
                $"it grows by {Figures.Bytes(trend.Growth)}/s{until}: no limit is enough for ever; 'by kind' of 'sonde inspect' tells what holds it");
        }

        string least = Bytes(Math.Max(LeastLimit, peak * Headroom));
        return new ResourceAdvice(
            "memory", request, least,
            $"95 % of {Figures.Count(needed.Count, "reading", "readings")} needed {Figures.Bytes(p95)} or less; the peak was {Figures.Bytes(peak)}"
            + (peak * Headroom >= LeastLimit ? ", and 20 % are added to it" : $"; with a limit of less than {Figures.Bytes(LeastLimit)} a container may not start")
            + $"{(limit is { } now && now < peak * Headroom ? $"; the limit of {Figures.Bytes(now)} leaves less" : "")}");
    }

    /// <summary>CPU: the request is what 95 % of the intervals did not exceed; a limit only where there is one already.</summary>
    internal static ResourceAdvice Cpu(CpuTrack cpu)
    {
        string request = Cpus(cpu.P95);
        string used = $"95 % of the intervals used {Figures.CpuCount(cpu.P95)} or less, the busiest tenth of a second {Figures.Cpus(cpu.Most)}";
        if (cpu.Throttling is not { } throttling)
            return new ResourceAdvice("cpu", request, null, $"{used}; it has no limit, and needs none: a limit only makes it wait");
        string share = Figures.Percent(throttling.Throttling.Share);
        if (throttling.Throttling.Throttled == 0)
            return new ResourceAdvice("cpu", request, Cpus(throttling.Level.Quota.Cpus), $"{used}; the limit never held it back");
        double enough = throttling.Level.SufficientCpus(throttling.Throttling, cpu.MachineCpus);
        // What was used while it was held back is less than it wanted.
        return new ResourceAdvice(
            "cpu", Cpus(Math.Max(cpu.P95, Math.Min(enough, cpu.Most))), Cpus(enough),
            $"{used}; throttled in {share} of periods: about {Figures.CpuCount(enough)} would have sufficed (an estimate), or no limit at all");
    }

    /// <summary>Mebibytes, in steps of about an eighth at most.</summary>
    private static string Bytes(double bytes)
    {
        long step = bytes switch { <= 64 * Mebibyte => 1, <= 512 * Mebibyte => 8, <= 4096L * Mebibyte => 64, _ => 256 };
        long mebibytes = Math.Max(1, (long)Math.Ceiling(bytes / (step * Mebibyte)) * step);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{mebibytes}Mi");
    }

    /// <summary>Thousandths of a CPU, in steps of ten.</summary>
    private static string Cpus(double cpus) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Max(10, (long)Math.Ceiling(cpus * 100 - 1e-9) * 10)}m");
}
