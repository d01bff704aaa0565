namespace Sonde.Profiles.Formats;

/// <summary>Finds what a profile holds and a format does not, in words.</summary>
internal sealed class LossList(Profile profile)
{
    private readonly List<string> _clauses = [];
    private readonly List<string> _kinds = [];

    /// <summary>The clauses for <see cref="IProfileWriter.Losses"/>.</summary>
    public IReadOnlyList<string> Clauses =>
        _kinds.Count == 0 ? _clauses : [.. _clauses, $"holds no {Join(_kinds)}"];

    /// <summary>The format holds one value of each sample.</summary>
    public LossList OneValue()
    {
        string[] others = [.. profile.SampleTypes.Where((_, i) => i != profile.DefaultSampleType).Select(type => type.Type)];
        if (others.Length > 0)
            _clauses.Add($"holds one value: wrote {profile.SampleTypes[profile.DefaultSampleType].Type}, left out {Join(others)} (--value chooses)");
        return this;
    }

    /// <summary>Something else, when a condition holds.</summary>
    public LossList Clause(bool isLost, string clause)
    {
        if (isLost)
            _clauses.Add(clause);
        return this;
    }

    /// <summary>The format holds no labels but some.</summary>
    public LossList Labels(params string[] except)
    {
        SortedSet<string> keys = new(StringComparer.Ordinal);
        for (int set = 1; set < profile.LabelSets.Count; set++)
            keys.Add(profile.Strings[profile.LabelSets.Item(set).Key]);
        keys.ExceptWith(except);
        if (keys.Count > 0)
            _kinds.Add($"labels ({string.Join(", ", keys)})");
        return this;
    }

    /// <summary>The format holds neither modules nor addresses.</summary>
    public LossList Modules()
    {
        if (profile.Mappings.Any(mapping => mapping.FileName != StringId.Empty || mapping.BuildId != StringId.Empty))
            _kinds.Add("modules");
        if (profile.Locations.Any(location => location.Address != 0))
            _kinds.Add("addresses");
        return this;
    }

    /// <summary>The format holds no lines.</summary>
    public LossList Lines()
    {
        for (int list = 1; list < profile.LineLists.Count; list++)
        {
            if (profile.LineLists.Item(list).Number == 0)
                continue;
            _kinds.Add("lines");
            break;
        }

        return this;
    }

    /// <summary>The format does not tell inlined functions from others.</summary>
    public LossList Inlining()
    {
        if (profile.Locations.Any(location => profile.LineLists.Length(location.Lines.Index) > 1))
            _kinds.Add("mark of inlined functions");
        return this;
    }

    /// <summary>The format has no times of single samples.</summary>
    public LossList Times()
    {
        if (profile.HasTimeOffsets)
            _kinds.Add("times of samples");
        return this;
    }

    /// <summary>The format holds neither quality nor comments.</summary>
    /// <param name="isHeld">Tells the comments that it holds in some other way.</param>
    public LossList Facts(Func<string, bool>? isHeld = null)
    {
        if (profile.Quality.IsKnown)
            _kinds.Add("quality");
        if (profile.Comments.Any(comment => isHeld?.Invoke(comment) != true))
            _kinds.Add("comments");
        return this;
    }

    private static string Join(IReadOnlyList<string> words) => words.Count < 2
        ? string.Concat(words)
        : $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}";
}
