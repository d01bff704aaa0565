using System.Globalization;
using Sonde.Profiles.Tests.Proto;

namespace Sonde.Profiles.Tests;

/// <summary>Everything a pprof message says, as text that does not depend on its IDs, its string table or the order of its entries.</summary>
internal static class ProtoText
{
    public static string Of(PbProfile message)
    {
        string Text(long index) => message.StringTable[(int)index];
        Dictionary<ulong, string> mappings = message.Mapping.ToDictionary(m => m.Id, m =>
            $"{m.MemoryStart}-{m.MemoryLimit}+{m.FileOffset} {Text(m.Filename)} {Text(m.BuildId)} {m.HasFunctions}{m.HasFilenames}{m.HasLineNumbers}{m.HasInlineFrames}");
        Dictionary<ulong, string> functions = message.Function.ToDictionary(f => f.Id, f =>
            string.Create(CultureInfo.InvariantCulture, $"{Text(f.Name)} {Text(f.SystemName)} {Text(f.Filename)} {f.StartLine}"));
        Dictionary<ulong, string> locations = message.Location.ToDictionary(l => l.Id, l =>
            $"({(l.MappingId == 0 ? "" : mappings[l.MappingId])} {l.Address} {l.IsFolded} {string.Join(" in ", l.Line.Select(line => $"{functions[line.FunctionId]}:{line.Line}:{line.Column}"))})");
        // Samples with equal stack and labels say the same as their sum.
        IEnumerable<string> samples = message.Sample.GroupBy(s =>
            $"{string.Join(' ', s.LocationId.Select(id => locations[id]))} "
            + string.Join(' ', s.Label.Select(label => $"{Text(label.Key)}={Text(label.Str)}{label.Num}{Text(label.NumUnit)}").Order(StringComparer.Ordinal)))
            .Select(group => $"{group.Key} {string.Join(' ', Enumerable.Range(0, message.SampleType.Count).Select(i => group.Sum(s => s.Value[i])))}");
        return string.Join('\n', [
            string.Join(' ', message.SampleType.Select(t => $"{Text(t.Type)}/{Text(t.Unit)}")),
            string.Create(CultureInfo.InvariantCulture, $"{message.TimeNanos} {message.DurationNanos} {message.Period} {Text(message.PeriodType.Type)}/{Text(message.PeriodType.Unit)}"),
            $"{Text(message.DropFrames)} {Text(message.KeepFrames)} {string.Join(' ', message.Comment.Select(Text))}",
            .. mappings.Values.Order(StringComparer.Ordinal),
            .. functions.Values.Order(StringComparer.Ordinal),
            .. samples.Order(StringComparer.Ordinal)]);
    }
}
