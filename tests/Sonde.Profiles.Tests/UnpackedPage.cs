using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Sonde.Profiles.Tests;

/// <summary>Reads back what a flame graph page holds, as <c>web/flamegraph/decode.ts</c> does.</summary>
internal sealed class UnpackedPage
{
    private readonly byte[] _bytes;
    private int _at;

    public UnpackedPage(string html)
    {
        using JsonDocument meta = JsonDocument.Parse(Element(html, "<script type=\"application/json\" id=\"meta\">"));
        byte[] packed = Convert.FromBase64String(Element(html, "<script type=\"text/plain\" id=\"data\">"));
        using var unpacked = new MemoryStream();
        using (var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress))
            deflate.CopyTo(unpacked);
        _bytes = unpacked.ToArray();

        JsonElement root = meta.RootElement;
        int functions = root.GetProperty("functions").GetInt32();
        Functions = ReadFunctions();
        Assert.Equal(functions, Functions.Count);
        Nodes = ReadNodes(functions, root.GetProperty("nodes").GetInt32());
        LabelSets = [.. Numbers().Select(value => (int)value)];
        Rows = ReadRows([.. root.GetProperty("columns").EnumerateArray().Select(
            column => (column.GetProperty("factor").GetInt64(), column.GetProperty("sameAs").GetInt32()))]);
        Assert.Equal(_bytes.Length, _at);
    }

    public IReadOnlyList<(string Name, string File, string Module, int Color, bool IsInterpreted)> Functions { get; }

    /// <summary>Depth first; the root's function is -1.</summary>
    public IReadOnlyList<(int Depth, int Function, int Line)> Nodes { get; }

    public IReadOnlyList<int> LabelSets { get; }

    public IReadOnlyList<(int Node, int Labels, long[] Values)> Rows { get; }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((string name, string file, string module, int color, bool isInterpreted) in Functions)
            text.Append(CultureInfo.InvariantCulture, $"function {name} | {file} | {module} | colour {color}{(isInterpreted ? ", interpreted" : "")}\n");
        for (int i = 0; i < Nodes.Count; i++)
        {
            (int depth, int function, int line) = Nodes[i];
            text.Append(' ', depth).Append(function < 0 ? "all" : Functions[function].Name).Append(CultureInfo.InvariantCulture, $":{line}");
            foreach ((_, int labels, long[] values) in Rows.Where(row => row.Node == i))
                text.Append(CultureInfo.InvariantCulture, $" | labels {labels}: {string.Join(' ', values)}");
            text.Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"label sets {string.Join(' ', LabelSets)}\n").ToString().Replace("<", "&lt;", StringComparison.Ordinal);
    }

    private static string Element(string html, string start)
    {
        int from = html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return html[from..html.IndexOf("</script>", from, StringComparison.Ordinal)];
    }

    private List<(string, string, string, int, bool)> ReadFunctions()
    {
        ulong[] lengths = Numbers();
        string text = Encoding.UTF8.GetString(Column());
        var strings = new List<string>();
        int at = 0;
        foreach (int length in lengths.Select(length => (int)length))
        {
            strings.Add(text.Substring(at, length));
            at += length;
        }

        ulong[] names = Numbers(), files = Numbers(), modules = Numbers(), colors = Numbers(), kinds = Numbers();
        return [.. names.Select((name, i) => (strings[(int)name], strings[(int)files[i]], strings[(int)modules[i]], (int)colors[i], kinds[i] == 1))];
    }

    private List<(int, int, int)> ReadNodes(int functions, int count)
    {
        ulong[] edgeCounts = Numbers(), callees = Numbers(), lines = Numbers(), ups = Numbers(), ranks = Numbers();
        Assert.Equal(functions + 1, edgeCounts.Length);
        Column();
        var starts = new List<int> { 0 };
        foreach (ulong edges in edgeCounts)
            starts.Add(starts[^1] + (int)edges);
        List<(int Depth, int Function, int Line)> nodes = [];
        var path = new List<int>();
        for (int i = 0; i < count; i++)
        {
            path.RemoveRange(path.Count - (int)ups[i], (int)ups[i]);
            int edge = starts[path.Count == 0 ? functions : path[^1]] + (int)ranks[i], function = (int)callees[edge];
            nodes.Add((path.Count, function == functions ? -1 : function, (int)lines[edge]));
            path.Add(function);
        }

        return nodes;
    }

    private List<(int, int, long[])> ReadRows((long Factor, int SameAs)[] columns)
    {
        ulong[] distances = Numbers(), labels = Numbers();
        var stored = new List<ulong[]>();
        foreach ((_, int sameAs) in columns)
        {
            ulong[] own = Numbers();
            stored.Add(sameAs >= 0 ? stored[sameAs] : own);
        }

        List<(int, int, long[])> rows = [];
        int node = 0;
        for (int i = 0; i < distances.Length; i++)
        {
            node += (int)distances[i];
            rows.Add((node, (int)labels[i], [.. columns.Select((column, c) => Signed(stored[c][i]) * column.Factor)]));
        }

        return rows;
    }

    private static long Signed(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private ulong[] Numbers()
    {
        ReadOnlySpan<byte> column = Column();
        List<ulong> numbers = [];
        for (int at = 0; at < column.Length;)
            numbers.Add(Number(column, ref at));
        return [.. numbers];
    }

    private ReadOnlySpan<byte> Column()
    {
        int length = (int)Number(_bytes, ref _at);
        _at += length;
        return _bytes.AsSpan(_at - length, length);
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return number;
        }
    }
}
