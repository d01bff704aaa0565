using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// A condition on a sample's labels, in pprof's grammar: <c>KEY=REGEX[,REGEX]</c> searches the texts of one label,
/// <c>REGEX[,REGEX]</c> searches <c>KEY:TEXT</c> of all and wants every one found, and <c>[KEY=]N</c>, <c>N:</c>, <c>:N</c> and
/// <c>N:M</c>, each with a unit, compare numbers.
/// </summary>
public sealed partial class TagFilter
{
    private readonly string? _key;
    private readonly List<Regex> _texts = [];
    private readonly TagRange? _range;

    private TagFilter(string? key, TagRange? range)
    {
        _key = key;
        _range = range;
    }

    /// <summary>True when the filter compares numbers.</summary>
    public bool IsRange => _range is not null;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="ArgumentException">An expression is none.</exception>
    public static TagFilter Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string? key = equals < 0 ? null : text[..equals];
        string value = text[(equals + 1)..];
        var filter = new TagFilter(key, ParseRange(value));
        if (!filter.IsRange)
            filter._texts.AddRange(value.Split(',').Select(part => new Regex(part, FilterOptions.Matching)));
        return filter;
    }

    /// <summary>True when a set of labels fulfils the condition.</summary>
    internal bool Matches(Profile profile, LabelSetId labels)
    {
        if (_range is { } range)
            return Labels(profile, labels).Any(label => IsNumber(profile, label) && IsWanted(profile, label)
                && range.Contains(label.Number, UnitOf(profile, label)));
        if (_key is null)
            return _texts.TrueForAll(text => Labels(profile, labels).Any(label =>
                !IsNumber(profile, label) && text.IsMatch($"{profile.Strings[label.Key]}:{profile.Strings[label.Text]}")));
        return _texts.Exists(text => Labels(profile, labels).Any(label =>
            !IsNumber(profile, label) && IsWanted(profile, label) && text.IsMatch(profile.Strings[label.Text])));
    }

    // pprof writes both kinds in one message; one without a text is a number.
    private static bool IsNumber(Profile profile, Label label) => label.Text == StringId.Empty && profile.Strings[label.Key].Length > 0;

    private bool IsWanted(Profile profile, Label label) => _key is null || profile.Strings[label.Key] == _key;

    private static IEnumerable<Label> Labels(Profile profile, LabelSetId labels)
    {
        for (int node = labels.Index; node != 0; node = profile.LabelSets.Parent(node))
            yield return profile.LabelSets.Item(node);
    }

    /// <summary>A number without a unit has its key's name as unit, but for two that pprof's heap profiles always had.</summary>
    private static string UnitOf(Profile profile, Label label)
    {
        string unit = profile.Strings[label.Unit], key = profile.Strings[label.Key];
        return unit.Length > 0 ? unit : key is "request" or "alignment" ? "bytes" : key;
    }

    private static TagRange? ParseRange(string text)
    {
        MatchCollection numbers = Number().Matches(text);
        if (numbers.Count == 0 || !Measure.TryParse(numbers[0], out Measure first))
            return null;
        string one = numbers[0].Value;
        if (text == one)
            return new TagRange(first, first);
        if (text == one + ":")
            return new TagRange(first, null);
        if (text == ":" + one)
            return new TagRange(null, first);
        return numbers.Count > 1 && text == $"{one}:{numbers[1].Value}" && Measure.TryParse(numbers[1], out Measure second)
            ? new TagRange(first, second)
            : null;
    }

    [GeneratedRegex("([+-]?[0-9]+)([A-Za-z]+)?")]
    private static partial Regex Number();

    private readonly record struct Measure(long Value, string Unit)
    {
        public static bool TryParse(Match match, out Measure measure)
        {
            bool isNumber = long.TryParse(match.Groups[1].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value);
            measure = new Measure(value, match.Groups[2].Value);
            return isNumber;
        }
    }

    private sealed record TagRange(Measure? From, Measure? To)
    {
        public bool Contains(long value, string unit) =>
            (From is not { } from || Compare(value, unit, from) is >= 0)
            && (To is not { } to || Compare(value, unit, to) is <= 0);

        // As in pprof, a number without a unit is no number of bytes or seconds.
        private static int? Compare(long value, string unit, Measure limit) =>
            limit.Unit.Length == 0
                ? Units.ShortName(unit) is null ? value.CompareTo(limit.Value) : null
                : Units.Convert(value, unit, limit.Unit)?.CompareTo(limit.Value);
    }
}
