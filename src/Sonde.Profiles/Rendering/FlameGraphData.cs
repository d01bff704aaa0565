using System.Runtime.InteropServices;
using System.Text.Json;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// The JSON document that the page reads; <c>web/flamegraph/data.ts</c> describes its fields. Utf8JsonWriter's default
/// encoder escapes &lt;, &gt; and &amp;, so that no text of the profile can end the element it stands in.
/// </summary>
internal sealed class FlameGraphData(FlameGraphModel model)
{
    private const int Version = 1;
    private const int FlushLength = 1 << 16;

    private readonly CallTree _tree = model.Tree;
    private readonly StringTable _strings = new();

    /// <summary>Writes the document.</summary>
    public void Write(Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("title", model.Title);
        json.WriteString("answer", model.Answer);
        json.WriteString("quality", model.Quality);
        json.WriteString("howTaken", model.HowTaken);
        json.WriteString("command", model.Command);
        json.WriteString("unit", _tree.SampleType.Unit);
        json.WriteString("noun", Headline.Noun(_tree.SampleType));
        json.WriteStartArray("palette");
        foreach (FlameColor color in FlamePalette.Colors)
        {
            json.WriteStartObject();
            json.WriteString("name", color.Name);
            json.WriteString("light", color.Light);
            json.WriteString("dark", color.Dark);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteFunctions(json);
        int[] positions = WriteNodes(json);
        WriteValues(json, positions);
        json.WriteStartArray("strings");
        for (int i = 0; i < _strings.Count; i++)
            json.WriteStringValue(_strings[new StringId(i)]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteFunctions(Utf8JsonWriter json)
    {
        json.WriteStartArray("functions");
        foreach (Frame frame in _tree.Frames.Functions)
        {
            json.WriteNumberValue(_strings.Intern(TextFit.Printable(frame.Name)).Index);
            json.WriteNumberValue(_strings.Intern(TextFit.Printable(frame.FileName)).Index);
            json.WriteNumberValue(_strings.Intern(TextFit.Printable(frame.Module)).Index);
            json.WriteNumberValue(FlamePalette.IndexOf(frame));
            json.WriteNumberValue(frame.IsInterpreted ? 1 : 0);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the tree depth first and returns each node's place in that order.</summary>
    private int[] WriteNodes(Utf8JsonWriter json)
    {
        ReadOnlySpan<CallTreeNode> nodes = _tree.Nodes;
        var positions = new int[nodes.Length];
        var pending = new Stack<int>();
        pending.Push(0);
        int written = 0, depthBefore = -1;
        json.WriteStartArray("nodes");
        while (pending.TryPop(out int index))
        {
            CallTreeNode node = nodes[index];
            positions[index] = written++;
            json.WriteNumberValue(depthBefore + 1 - node.Depth);
            json.WriteNumberValue(node.Function);
            json.WriteNumberValue(node.Line);
            depthBefore = node.Depth;
            for (int i = node.ChildCount - 1; i >= 0; i--)
                pending.Push(node.FirstChild + i);
            if (json.BytesPending > FlushLength)
                json.Flush();
        }

        json.WriteEndArray();
        return positions;
    }

    private void WriteValues(Utf8JsonWriter json, int[] positions)
    {
        Profile profile = _tree.Profile;
        var threads = new StringTable();
        var threadOfLabels = new Dictionary<int, int>();
        var sums = new Dictionary<(int Position, int Thread), long>();
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            long value = profile.ValuesOf(sample)[_tree.SampleTypeIndex];
            if (value == 0)
                continue;
            LabelSetId labels = profile.LabelsOf(sample);
            if (!threadOfLabels.TryGetValue(labels.Index, out int thread))
            {
                // The table's first entry is the empty string, which is no thread's name.
                thread = threads.Intern(TextFit.Printable(SampleGroups.ThreadName(profile, labels))).Index - 1;
                threadOfLabels.Add(labels.Index, thread);
            }

            CollectionsMarshal.GetValueRefOrAddDefault(sums, (positions[_tree.NodeOf(sample)], thread), out _) += value;
        }

        json.WriteStartArray("threads");
        for (int i = 1; i < threads.Count; i++)
            json.WriteStringValue(threads[new StringId(i)]);
        json.WriteEndArray();
        json.WriteStartArray("values");
        int before = 0;
        foreach (((int position, int thread), long value) in sums.OrderBy(sum => sum.Key))
        {
            json.WriteNumberValue(position - before);
            json.WriteNumberValue(thread);
            json.WriteNumberValue(value);
            before = position;
            if (json.BytesPending > FlushLength)
                json.Flush();
        }

        json.WriteEndArray();
    }
}
