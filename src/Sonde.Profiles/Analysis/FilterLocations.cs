using System.Text.RegularExpressions;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// What the filters on frames make of each location of a profile. As in pprof, one location counts as a whole for keeping
/// samples, while hiding and cutting work on the inlined functions in it.
/// </summary>
internal sealed class FilterLocations
{
    private readonly Profile _profile;
    private readonly FilterOptions _options;
    private readonly Dictionary<(Regex, int), bool> _matches = [];

    /// <summary>Looks at every location.</summary>
    public FilterLocations(Profile profile, FilterOptions options)
    {
        _profile = profile;
        _options = options;
        int count = profile.Locations.Count;
        Lines = new Line[count][];
        Pruned = new PruneMark[count];
        IsFocused = new bool[count];
        IsIgnored = new bool[count];
        IsHidden = new bool[count];
        StartsShown = new bool[count];
        IsInModule = new bool[count];
        (Regex? drop, Regex? keep) = options.Prune ? FramePruning.Expressions(profile) : default;
        for (int i = 0; i < count; i++)
            Edit(i, drop, keep);
    }

    /// <summary>The lines that are left, the innermost inlined function first.</summary>
    public Line[][] Lines { get; }

    /// <summary>What is cut off below it.</summary>
    public PruneMark[] Pruned { get; }

    /// <summary>Samples with it are kept.</summary>
    public bool[] IsFocused { get; }

    /// <summary>Samples with it are left out.</summary>
    public bool[] IsIgnored { get; }

    /// <summary>It is left out of stacks.</summary>
    public bool[] IsHidden { get; }

    /// <summary>Stacks may start here.</summary>
    public bool[] StartsShown { get; }

    /// <summary>It is in a module that was asked for.</summary>
    public bool[] IsInModule { get; }

    private void Edit(int index, Regex? drop, Regex? keep)
    {
        Location location = _profile.Locations[index];
        Line[] lines = _profile.LinesOf(new LocationId(index));
        StringId module = _profile.Mappings[location.Mapping.Index].FileName;
        IsInModule[index] = _options.Module is null || Matches(_options.Module, module);
        if (drop is not null)
            (lines, Pruned[index]) = FramePruning.Apply(_profile, lines, drop, keep);

        IsIgnored[index] = _options.Ignore is { } ignore && Matches(ignore, lines, module);
        IsFocused[index] = !IsIgnored[index] && (_options.Focus is null || Matches(_options.Focus, lines, module));
        if (_options.Hide is { } hide && Matches(hide, lines, module))
        {
            lines = Matches(hide, module) ? [] : [.. lines.Where(line => !Matches(hide, line))];
            IsHidden[index] = lines.Length == 0;
        }

        if (_options.Show is { } show)
        {
            lines = Matches(show, module) ? lines : [.. lines.Where(line => Matches(show, line))];
            IsHidden[index] |= lines.Length == 0;
        }

        if (_options.ShowFrom is { } showFrom)
        {
            int last = Array.FindLastIndex(lines, line => Matches(showFrom, line));
            StartsShown[index] = Matches(showFrom, module) || last >= 0;
            if (!Matches(showFrom, module) && last >= 0)
                lines = lines[..(last + 1)];
        }

        Lines[index] = lines;
    }

    private bool Matches(Regex expression, Line[] lines, StringId module) =>
        Array.Exists(lines, line => Matches(expression, line)) || Matches(expression, module);

    private bool Matches(Regex expression, Line line)
    {
        Function function = _profile.Functions[line.Function.Index];
        return Matches(expression, function.Name) || Matches(expression, function.FileName);
    }

    // The empty text is no name: a location without a module has none.
    private bool Matches(Regex expression, StringId text)
    {
        if (text == StringId.Empty)
            return false;
        if (!_matches.TryGetValue((expression, text.Index), out bool matches))
            _matches[(expression, text.Index)] = matches = expression.IsMatch(_profile.Strings[text]);
        return matches;
    }
}
