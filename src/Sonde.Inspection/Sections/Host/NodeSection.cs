using System.Globalization;
using Sonde.Inspection.Subjects;

namespace Sonde.Inspection.Sections;

/// <summary>CPU, memory and pressure of the machine.</summary>
internal sealed class NodeSection : InspectionSection
{
    private const double BusyWarn = 0.85, StealWarn = 0.1, WaitWarn = 0.3, ScarceShare = 0.1, OutShare = 0.03;

    private readonly PressureReading[] _pressures = [new("cpu", 0.8, 0.2), new("memory", 0.2, 0.1), new("io", 0.4, 0.2)];
    private long[] _last = [];

    /// <inheritdoc/>
    public override string Title => "Node";

    /// <inheritdoc/>
    public override int Order => 110;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => subject.IsHost;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        _last = ReadTimes(subject);
        if (KernelText.TryRead($"{subject.Proc.Root}/loadavg")?.Split(' ') is [{ } one, { } five, { } fifteen, ..])
        {
            lines.Add(new InspectionLine
            {
                Name = "load",
                Text = $"{one}, {five}, {fifteen} over 1, 5 and 15 min, on {Figures.CpuCount(subject.MachineCpus)}",
                Measures = [.. double.TryParse(one, CultureInfo.InvariantCulture, out double load) ? (Measure[])[new("load1", load, "count")] : []],
            });
        }

        AddMemory(subject, lines);
        foreach (PressureReading pressure in _pressures)
            pressure.AddNow(subject, lines);
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        long[] now = ReadTimes(subject);
        long[] spent = [.. now.Zip(_last, (after, before) => Math.Max(0, after - before))];
        _last = now;
        long sum = spent.Take(8).Sum(); // guest time is part of user time
        if (spent.Length < 8 || sum == 0)
            return;
        // user nice system idle iowait irq softirq steal (proc_stat(5))
        double idle = Share(spent[3]), wait = Share(spent[4]), steal = Share(spent[7]), busy = 1 - idle - wait - steal;
        bool stolen = steal >= StealWarn, full = busy + steal >= BusyWarn, waits = wait >= WaitWarn;
        lines.Add(new InspectionLine
        {
            Name = "cpu",
            Span = LineSpan.Interval,
            Text = $"{Figures.Percent(busy)} busy, {Figures.Percent(wait)} waiting for disks, {Figures.Percent(steal)} taken by the hypervisor",
            Judgement = stolen || full || waits ? Judgement.Warn : Judgement.Ok,
            Reason = stolen ? "the machine below gives this one too little CPU" : full ? "all CPUs are in use" : waits ? "CPUs stand idle because disks are slow" : "",
            Measures = [new("busy", busy, "ratio"), new("iowait", wait, "ratio"), new("steal", steal, "ratio")],
            Answer = stolen ? $"The hypervisor takes {Figures.Percent(steal)} of the CPU time" : full ? $"The CPUs are {Figures.Percent(busy)} busy" : "",
            Weight = 50,
        });
        foreach (PressureReading pressure in _pressures)
            pressure.AddInterval(subject, elapsed, lines);

        double Share(long ticks) => (double)ticks / sum;
    }

    private static void AddMemory(InspectionSubject subject, SectionLines lines)
    {
        var values = KernelText.ReadLines($"{subject.Proc.Root}/meminfo").Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 2 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out _))
            .ToDictionary(fields => fields[0], fields => long.Parse(fields[1], CultureInfo.InvariantCulture) * 1024);
        if (!values.TryGetValue("MemTotal", out long total) || !values.TryGetValue("MemAvailable", out long available))
            return;
        double share = (double)available / total;
        Judgement judgement = share < OutShare ? Judgement.Bad : share < ScarceShare ? Judgement.Warn : Judgement.Ok;
        long swap = values.GetValueOrDefault("SwapTotal") - values.GetValueOrDefault("SwapFree");
        lines.Add(new InspectionLine
        {
            Name = "memory",
            Text = $"{Figures.Bytes(available)} of {Figures.Bytes(total)} available ({Figures.Percent(share)}), {Figures.Bytes(swap)} in swap",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : "the kernel or the kubelet will soon end something",
            Measures = [new("available", available, "bytes"), new("total", total, "bytes"), new("swap", swap, "bytes")],
            Answer = $"Nearly out of memory: {Figures.Bytes(available)} of {Figures.Bytes(total)} is available",
            Weight = 78,
        });
    }

    private static long[] ReadTimes(InspectionSubject subject) =>
        KernelText.ReadLines($"{subject.Proc.Root}/stat").FirstOrDefault(line => line.StartsWith("cpu ", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out long ticks) ? ticks : 0).ToArray() ?? [];
}
