using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Formats;

/// <summary>Writes collapsed stacks. Stacks that read the same are one line; lines stand in order of first appearance.</summary>
internal sealed class CollapsedWriter(Profile profile, WriteOptions options)
{
    private const int FlushLength = 1 << 16;

    private readonly FrameTable _frames = new(profile);
    private readonly StringTable _names = new();
    private readonly PrefixTree<int> _stacks = new();

    /// <summary>Writes all stacks whose value is not 0.</summary>
    public void Write(Stream output)
    {
        int type = profile.DefaultSampleType;
        int[][] locations = NameLocations();
        List<long> sums = [];
        List<int> path = [];
        // The stacks of one group are named together, each node of the profile's tree once.
        var nodes = new int[profile.Stacks.Count];
        foreach (IGrouping<int, int> group in Groups())
        {
            Array.Fill(nodes, -1);
            nodes[0] = group.Key;
            foreach (int sample in group)
            {
                long value = profile.ValuesOf(sample)[type];
                if (value == 0)
                    continue;
                int node = NodeOf(profile.StackOf(sample).Index, nodes, locations, path);
                if (node == group.Key)
                    node = _stacks.Add(node, _names.Intern(Frame.UnknownName).Index);
                while (sums.Count <= node)
                    sums.Add(0);
                sums[node] += value;
            }
        }

        WriteLines(output, sums);
    }

    private int NodeOf(int stack, int[] nodes, int[][] locations, List<int> path)
    {
        path.Clear();
        for (; nodes[stack] < 0; stack = profile.Stacks.Parent(stack))
            path.Add(stack);
        int node = nodes[stack];
        for (int i = path.Count - 1; i >= 0; i--)
        {
            foreach (int name in locations[profile.Stacks.Item(path[i]).Index])
                node = _stacks.Add(node, name);
            nodes[path[i]] = node;
        }

        return node;
    }

    /// <summary>The samples by the node that their process and thread are.</summary>
    private IEnumerable<IGrouping<int, int>> Groups()
    {
        var nodeOfLabels = new Dictionary<int, int>();
        return Enumerable.Range(0, profile.SampleCount).GroupBy(sample =>
        {
            ref int node = ref CollectionsMarshal.GetValueRefOrAddDefault(nodeOfLabels, profile.LabelsOf(sample).Index, out bool exists);
            if (!exists)
                node = AddGroups(sample);
            return node;
        });
    }

    private void WriteLines(Stream output, List<long> sums)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), FlushLength, leaveOpen: true);
        List<int> names = [];
        for (int node = 0; node < sums.Count; node++)
        {
            if (sums[node] == 0)
                continue;
            names.Clear();
            for (int at = node; at != 0; at = _stacks.Parent(at))
                names.Add(_stacks.Item(at));
            for (int i = names.Count - 1; i >= 0; i--)
            {
                text.Write(_names[new StringId(names[i])]);
                text.Write(i == 0 ? ' ' : ';');
            }

            text.Write(sums[node]);
            text.Write('\n');
        }
    }

    private int AddGroups(int sample)
    {
        if (!options.ProcessFrames && !options.ThreadFrames)
            return 0;
        int node = 0;
        if (options.ProcessFrames)
            node = _stacks.Add(node, Name(SampleGroups.Process(profile, sample)));
        if (options.ThreadFrames)
            node = _stacks.Add(node, Name(SampleGroups.Thread(profile, sample)));
        return node;
    }

    private int[][] NameLocations()
    {
        var named = new int[profile.Locations.Count][];
        for (int i = 0; i < named.Length; i++)
        {
            ReadOnlySpan<int> lines = _frames.LinesOf(new LocationId(i));
            named[i] = new int[lines.Length];
            for (int j = 0; j < lines.Length; j++)
            {
                FrameLine line = _frames.Lines[lines[j]];
                named[i][j] = Name(Describe(_frames.Functions[line.Function], line.Number, isInlined: j > 0));
            }
        }

        return named;
    }

    private string Describe(Frame frame, int line, bool isInlined)
    {
        string label = frame.IsInterpreted && line > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{frame.Name} ({frame.FileName}:{line})")
            : frame.Name;
        if (!options.Annotate)
            return label;
        return isInlined ? label + "_[i]"
            : frame.Kind == FrameKind.Kernel ? label + "_[k]"
            : frame.Kind == FrameKind.Jit ? label + "_[j]"
            : label;
    }

    private int Name(string name)
    {
        if (name.AsSpan().ContainsAnyInRange('\0', '\u001f') || name.Contains(';', StringComparison.Ordinal))
            name = string.Create(name.Length, name, static (span, source) =>
            {
                for (int i = 0; i < span.Length; i++)
                    span[i] = source[i] == ';' ? ':' : source[i] < ' ' ? ' ' : source[i];
            });
        return _names.Intern(name).Index;
    }
}
