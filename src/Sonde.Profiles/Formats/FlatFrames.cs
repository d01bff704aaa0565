using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Formats;

/// <summary>The frames of a profile's locations, inlined functions as frames of their own, each distinct one once.</summary>
internal sealed class FlatFrames
{
    private readonly List<FlatFrame> _frames = [];
    private readonly Dictionary<Key, int> _indexes = [];
    private readonly int[][] _ofLocation;

    /// <summary>Lists the frames of all locations.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="byAddress">Frames that differ only in their address are distinct.</param>
    public FlatFrames(Profile profile, bool byAddress = false)
    {
        var table = new FrameTable(profile);
        _ofLocation = new int[profile.Locations.Count][];
        for (int i = 0; i < _ofLocation.Length; i++)
        {
            Location location = profile.Locations[i];
            ReadOnlySpan<int> lines = table.LinesOf(new LocationId(i));
            Line[] known = profile.LinesOf(new LocationId(i));
            var frames = new int[lines.Length];
            for (int j = 0; j < frames.Length; j++)
            {
                FrameLine line = table.Lines[lines[j]];
                // Both lists name the same lines, ours the outermost first.
                Line? source = known.Length > 0 ? known[^(j + 1)] : null;
                string system = source is { } s ? profile.Strings[profile.Functions[s.Function.Index].SystemName] : "";
                frames[j] = Add(
                    new FlatFrame(table.Functions[line.Function], system, line.Number, source?.Column ?? 0, location.Address, j, location.Mapping),
                    new Key(line.Function, source?.Function.Index ?? -1, line.Number, source?.Column ?? 0, byAddress ? location.Address : 0, byAddress ? j : 0));
            }

            _ofLocation[i] = frames;
        }
    }

    /// <summary>All frames.</summary>
    public IReadOnlyList<FlatFrame> Frames => _frames;

    /// <summary>The frames of a location as indexes, the outermost caller first; at least one.</summary>
    public ReadOnlySpan<int> Of(LocationId location) => _ofLocation[location.Index];

    private int Add(in FlatFrame frame, in Key key)
    {
        if (!_indexes.TryGetValue(key, out int index))
        {
            _indexes[key] = index = _frames.Count;
            _frames.Add(frame);
        }

        return index;
    }

    private readonly record struct Key(int Function, int Source, int Line, int Column, ulong Address, int InlineDepth)
    {
        public override int GetHashCode() => HashCode.Combine(Function, Source, Line, Column, (int)Address, (int)(Address >> 32), InlineDepth);
    }
}
