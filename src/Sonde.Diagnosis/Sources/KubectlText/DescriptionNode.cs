using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A line of a description with the deeper ones below it.</summary>
internal sealed partial class DescriptionNode
{
    private readonly List<DescriptionNode> _children = [];

    private DescriptionNode(int indent, string text)
    {
        Indent = indent;
        Text = text;
        Match match = Pair().Match(text);
        Key = match.Success ? match.Groups["key"].Value : "";
        Value = match.Success ? match.Groups["value"].Value.Trim() : "";
    }

    /// <summary>The line without its indentation.</summary>
    public string Text { get; }

    /// <summary>How far it is indented.</summary>
    public int Indent { get; }

    /// <summary>What stands before the colon; empty when the line has none.</summary>
    public string Key { get; }

    /// <summary>What stands behind the colon.</summary>
    public string Value { get; }

    /// <summary>The deeper lines.</summary>
    public IReadOnlyList<DescriptionNode> Children => _children;

    /// <summary>The first line below with that key; one without anything when there is none.</summary>
    public DescriptionNode this[string key] => _children.Find(child => child.Key == key) ?? new DescriptionNode(0, "");

    /// <summary>There is a line below with that key.</summary>
    public bool Has(string key) => _children.Exists(child => child.Key == key);

    /// <summary>The value; for several lines all of them.</summary>
    public IEnumerable<string> Values => JsonParts.IsNothing(Value) ? _children.Select(child => child.Text) : [Value, .. _children.Select(child => child.Text)];

    /// <summary>The lines below, with the indentation they have to each other.</summary>
    public IReadOnlyList<string> Block
    {
        get
        {
            var lines = new List<string>();
            foreach (DescriptionNode child in _children)
                child.AddTo(lines, _children[0].Indent);
            return lines;
        }
    }

    /// <summary>Reads one description.</summary>
    public static DescriptionNode Read(IReadOnlyList<string> lines)
    {
        var root = new DescriptionNode(-1, "");
        var path = new Stack<DescriptionNode>([root]);
        foreach (string line in Joined(lines))
        {
            string text = line.TrimStart();
            if (text.Length == 0)
                continue;
            var node = new DescriptionNode(line.Length - text.Length, text);
            while (path.Peek().Indent >= node.Indent)
                path.Pop();
            path.Peek()._children.Add(node);
            path.Push(node);
        }

        return root;
    }

    private void AddTo(List<string> lines, int margin)
    {
        lines.Add(new string(' ', Math.Max(0, Indent - margin)) + Text);
        foreach (DescriptionNode child in _children)
            child.AddTo(lines, margin);
    }

    /// <summary>A line at the margin without a key is the rest of one that a terminal broke.</summary>
    private static IEnumerable<string> Joined(IReadOnlyList<string> lines)
    {
        string? pending = null;
        bool isData = false;
        foreach (string line in lines)
        {
            // What a ConfigMap holds stands at the margin, as do the tables of quotas and LimitRanges.
            isData |= line == "Data" || TableHead().IsMatch(line);
            bool goesOn = !isData && pending is { Length: > 0 } && line.Length > 0 && line[0] != ' ' && !Begin().IsMatch(line);
            if (goesOn)
            {
                pending += line;
                continue;
            }

            if (pending is not null)
                yield return pending;
            pending = line;
        }

        if (pending is not null)
            yield return pending;
    }

    [GeneratedRegex(@"^(?<key>[^:]+|[^:\s]+:[^:\s]+):(\s+(?<value>.*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();

    [GeneratedRegex(@"^(Resource|Type)  +[A-Z]")]
    private static partial Regex TableHead();

    [GeneratedRegex(@"^([A-Z][\w ./()-]*:(\s|$)|Data$|BinaryData$|=+$|-+$|Resource\s|Type\s|Resource Quotas|Resource Limits|No resource|[\w./-]+:(\s|$))")]
    private static partial Regex Begin();
}
