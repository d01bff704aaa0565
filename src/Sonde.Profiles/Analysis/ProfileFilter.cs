using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// Makes a profile of a part of another. The order is pprof's: frames that the profile itself drops; focus, ignore, hide and
/// show; show-from; labels.
/// </summary>
public static class ProfileFilter
{
    /// <summary>Applies filters.</summary>
    public static FilterResult Apply(Profile profile, FilterOptions options)
    {
        bool prunes = options.Prune && profile.DropFrames.Length > 0;
        if (options.IsEmpty && !prunes)
            return new FilterResult(profile, profile, []);
        // Shares are of what is left after pruning, which is part of reading a profile: no sample is lost by it.
        return new Pass(profile, options).Run();
    }

    private sealed class Pass(Profile source, FilterOptions options)
    {
        private const int LeftOut = -1;

        private readonly FilterLocations _locations = new(source, options);
        private readonly ProfileBuilder _target = ProfileBuilder.WithFactsOf(source);
        private readonly List<string> _unmatched = [];

        public FilterResult Run()
        {
            var copier = new ProfileImporter(source, _target);
            int[] stacks = MapStacks(copier);
            bool[] labels = KeptLabels();
            bool[]? languages = options.Language is null ? null : InLanguage();
            for (int sample = 0; sample < source.SampleCount; sample++)
            {
                int stack = source.StackOf(sample).Index;
                if (stacks[stack] == LeftOut || !labels[source.LabelsOf(sample).Index] || languages?[stack] == false)
                    continue;
                copier.ImportSample(sample, new StackId(stacks[stack]));
            }

            NameUnmatched(languages);
            return new FilterResult(_target.Build(), source, _unmatched);
        }

        /// <summary>For each stack the one it becomes, or that its samples are left out.</summary>
        private int[] MapStacks(ProfileImporter copier)
        {
            PrefixTree<LocationId> stacks = source.Stacks;
            int[] locations = copier.ImportLocations(_locations.Lines);
            var states = new State[stacks.Count];
            var targets = new int[stacks.Count];
            bool filtersNames = options.Focus is not null || options.Ignore is not null || options.Hide is not null || options.Show is not null;
            for (int node = 0; node < targets.Length; node++)
            {
                State state = default;
                if (node > 0)
                    state = Step(states[stacks.Parent(node)], stacks.Item(node).Index, locations);
                states[node] = state;
                bool isKept = (!filtersNames || (state.IsFocused && !state.IsIgnored && (node == 0 || state.HasFrames || !HidesFrames)))
                    && (options.Module is null || state.IsInModule)
                    && (options.ShowFrom is null || state.IsShown);
                targets[node] = isKept ? state.Target : LeftOut;
            }

            return targets;
        }

        private bool HidesFrames => options.Hide is not null || options.Show is not null;

        private State Step(State state, int location, int[] locations)
        {
            state.IsInModule |= _locations.IsInModule[location];
            if (state.IsCut)
                return state;
            PruneMark mark = _locations.Pruned[location];
            // pprof never cuts before the first frame that is of interest, lest nothing be left.
            if (mark != PruneMark.None && state.HasUserFrame)
            {
                state.IsCut = true;
                if (mark == PruneMark.Whole)
                    return state;
            }

            state.HasUserFrame |= mark == PruneMark.None;
            state.IsFocused |= _locations.IsFocused[location];
            state.IsIgnored |= _locations.IsIgnored[location];
            if (_locations.IsHidden[location])
                return state;
            state.HasFrames = true;
            if (options.ShowFrom is not null && !state.IsShown && !_locations.StartsShown[location])
                return state;
            state.IsShown = true;
            state.Target = _target.AddStack(new StackId(state.Target), new LocationId(locations[location])).Index;
            return state;
        }

        private bool[] KeptLabels()
        {
            var kept = new bool[source.LabelSets.Count];
            Array.Fill(kept, true);
            Keep(kept, "tagfocus", options.TagFocus is { } focus ? labels => focus.Matches(source, labels) : null);
            Keep(kept, "thread", options.Thread is { } thread ? labels => Matches(thread, labels, LabelNames.Thread, LabelNames.ThreadId) : null);
            Keep(kept, "state", options.State is { } state ? labels => Matches(state, labels, LabelNames.State) : null);
            Keep(kept, null, options.TagIgnore is { } ignore ? labels => !ignore.Matches(source, labels) : null);
            return kept;
        }

        private void Keep(bool[] kept, string? name, Func<LabelSetId, bool>? condition)
        {
            if (condition is null)
                return;
            bool any = false;
            for (int i = 0; i < kept.Length; i++)
            {
                bool holds = condition(new LabelSetId(i));
                any |= holds;
                kept[i] &= holds;
            }

            if (!any && name is not null)
                _unmatched.Add(name);
        }

        private bool Matches(Regex expression, LabelSetId labels, params ReadOnlySpan<string> keys)
        {
            for (int node = labels.Index; node != 0; node = source.LabelSets.Parent(node))
            {
                Label label = source.LabelSets.Item(node);
                if (!keys.Contains(source.Strings[label.Key]))
                    continue;
                string text = label.Text == StringId.Empty
                    ? label.Number.ToString(CultureInfo.InvariantCulture)
                    : source.Strings[label.Text];
                if (expression.IsMatch(text))
                    return true;
            }

            return false;
        }

        /// <summary>For each stack whether its innermost frame is of the language that was asked for.</summary>
        private bool[] InLanguage()
        {
            var frames = new FrameTable(source);
            var isIn = new bool[source.Stacks.Count];
            for (int node = 1; node < isIn.Length; node++)
            {
                int innermost = frames.LinesOf(source.Stacks.Item(node))[^1];
                isIn[node] = frames.Functions[frames.Lines[innermost].Function].Kind == options.Language;
            }

            return isIn;
        }

        private void NameUnmatched(bool[]? languages)
        {
            void Check(bool isGiven, string name, bool[] matches)
            {
                if (isGiven && !matches.Contains(true))
                    _unmatched.Add(name);
            }

            Check(options.Focus is not null, "focus", _locations.IsFocused);
            Check(options.Ignore is not null, "ignore", _locations.IsIgnored);
            Check(options.ShowFrom is not null, "show-from", _locations.StartsShown);
            Check(options.Module is not null, "module", _locations.IsInModule);
            Check(languages is not null, "language", languages ?? []);
        }

        private struct State
        {
            public int Target;
            public bool IsFocused;
            public bool IsIgnored;
            public bool IsInModule;
            public bool IsShown;
            public bool HasFrames;
            public bool HasUserFrame;
            public bool IsCut;
        }
    }
}
