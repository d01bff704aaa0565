using System.Globalization;

namespace Sonde.Linux.Perf;

/// <summary>
/// What counts events on this machine besides the kernel itself: a folder for each unit (PMU), with its number, its named events and
/// the bits of their parameters (Documentation/ABI/testing/sysfs-bus-event_source-devices-format and -events).
/// </summary>
/// <param name="folder">Where the units are.</param>
public sealed class EventSources(string folder = EventSources.UsualFolder)
{
    /// <summary>Where the kernel shows them.</summary>
    public const string UsualFolder = "/sys/bus/event_source/devices";

    /// <summary>Names of the units, for example <c>cpu</c>, <c>msr</c>, <c>uncore_imc_0</c>.</summary>
    public IReadOnlyList<string> Units() => NamesIn(Directory.EnumerateDirectories, "");

    /// <summary>Names of a unit's events, without those of their scales and units.</summary>
    public IReadOnlyList<string> EventsOf(string unit) =>
        IsName(unit) ? [.. NamesIn(Directory.EnumerateFiles, $"{unit}/events").Where(name => !name.Contains('.', StringComparison.Ordinal))] : [];

    /// <summary>
    /// Reads what stands between the slashes of <c>unit/terms/</c>: <c>event=0x3c,umask=1</c>, the name of an event, or both; a
    /// term without a value is 1. <c>config</c>, <c>config1</c>, <c>config2</c> and <c>period</c> need no format.
    /// </summary>
    /// <param name="unit">The unit's name.</param>
    /// <param name="terms">Terms, with commas between them.</param>
    /// <param name="name">The event's name as it is to be shown.</param>
    /// <exception cref="TargetException">There is no such unit, event or term, or a value does not fit.</exception>
    public PerfEventSpec Parse(string unit, string terms, string name)
    {
        if (!IsName(unit) || !uint.TryParse(Read($"{unit}/type"), NumberStyles.None, CultureInfo.InvariantCulture, out uint type))
        {
            IReadOnlyList<string> units = Units();
            string known = units.Count > 0 ? $"it has {string.Join(", ", units)}" : $"{folder} cannot be read";
            string why = unit is "cpu" or "cpu_core" or "cpu_atom" ? ": its CPU's counters cannot be used here, as in most virtual machines" : "";
            throw new TargetException(TargetError.Unsupported, $"the event {name}: this machine has no unit '{unit}'{why}; {known}");
        }

        var spec = new PerfEventSpec(name, (PerfEventType)type, 0) { Unit = unit };
        return Apply(spec, unit, terms, name, mayName: true);
    }

    private PerfEventSpec Apply(PerfEventSpec spec, string unit, string terms, string name, bool mayName)
    {
        foreach (string term in terms.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = term.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? term : term[..equals];
            if (equals < 0 && mayName && IsName(key) && Read($"{unit}/events/{key}") is { } definition)
            {
                spec = Apply(spec, unit, definition, name, mayName: false);
                continue;
            }

            if (!TryParseNumber(equals < 0 ? "1" : term[(equals + 1)..], out ulong value))
                throw new TargetException(TargetError.Unsupported, $"the event {name}: '{term}' has no number after its name; write {key}=0x3c");
            spec = Set(spec, unit, key, value, name);
        }

        return spec;
    }

    private PerfEventSpec Set(PerfEventSpec spec, string unit, string key, ulong value, string name)
    {
        switch (key)
        {
            case "config":
                return spec with { Config = value };
            case "config1":
                return spec with { Config1 = value };
            case "config2":
                return spec with { Config2 = value };
            case "period":
                return spec with { Period = Math.Max(1, value) };
        }

        if (!IsName(key) || Read($"{unit}/format/{key}") is not { } format)
        {
            IReadOnlyList<string> known = [.. NamesIn(Directory.EnumerateFiles, $"{unit}/format"), .. EventsOf(unit)];
            throw new TargetException(
                TargetError.NotFound, $"the event {name}: {unit} knows no '{key}'; it knows {(known.Count > 0 ? string.Join(", ", known) : "config")}");
        }

        int colon = format.IndexOf(':', StringComparison.Ordinal);
        ulong field = format[..Math.Max(0, colon)] switch
        {
            "config" => spec.Config,
            "config1" => spec.Config1,
            "config2" => spec.Config2,
            _ => throw new TargetException(TargetError.Unsupported, $"the event {name}: the kernel keeps '{key}' in {format}, which is not known here"),
        };
        ulong rest = value;
        foreach (string range in format[(colon + 1)..].Split(','))
        {
            string[] ends = range.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int low)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int high) || low > high || high > 63)
                throw new TargetException(TargetError.Unsupported, $"the event {name}: the kernel's format of '{key}' is not understood: {format}");
            int bits = high - low + 1;
            ulong mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
            field = field & ~(mask << low) | (rest & mask) << low;
            rest = bits == 64 ? 0 : rest >> bits;
        }

        if (rest != 0)
            throw new TargetException(TargetError.Unsupported, $"the event {name}: {key}=0x{value:x} is too large for {format}");
        return format[..colon] switch
        {
            "config" => spec with { Config = field },
            "config1" => spec with { Config1 = field },
            _ => spec with { Config2 = field },
        };
    }

    private static bool TryParseNumber(string text, out ulong value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private List<string> NamesIn(Func<string, IEnumerable<string>> list, string path)
    {
        try
        {
            return [.. list(Path.Combine(folder, path)).Select(found => Path.GetFileName(found)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string? Read(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, path)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Nothing that leads to another folder.
    private static bool IsName(string name) =>
        name.Length > 0 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
