using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A table that kubectl printed: columns by the places of their heads.</summary>
internal sealed partial class TextTable
{
    // Column heads of more than one word; a table whose blanks a chat has collapsed can be cut only with these.
    private static readonly string[] Phrases =
    [
        "LAST SEEN", "FIRST SEEN", "NOMINATED NODE", "READINESS GATES", "NODE SELECTOR", "LAST SCHEDULE", "ACCESS MODES", "RECLAIM POLICY",
        "MIN AVAILABLE", "MAX UNAVAILABLE", "ALLOWED DISRUPTIONS", "CREATED AT",
    ];

    private readonly string[] _names;
    private readonly int[] _starts;
    private readonly bool _isCollapsed;

    private TextTable(string head)
    {
        List<(string Name, int Start)> columns = [.. Wide().Matches(head).Select(match => (match.Value.TrimEnd(), match.Index))];
        _isCollapsed = columns.Count == 1 && head.Contains(' ');
        if (_isCollapsed)
            columns = Words(head);
        _names = [.. columns.Select(column => column.Name)];
        _starts = [.. columns.Select(column => column.Start)];
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns => _names;

    /// <summary>The rows.</summary>
    public IReadOnlyList<TextRow> Rows { get; private init; } = [];

    /// <summary>Reads a head and the rows below it.</summary>
    /// <param name="lines">Head and rows; a line of dashes between is left out.</param>
    public static TextTable Read(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return new TextTable("");
        (string head, List<string> rows) = Unwrapped(lines);
        var table = new TextTable(head);
        return new TextTable(head)
        {
            Rows = [.. rows.Where(row => row.Length > 0 && !Dashes().IsMatch(row)).Select(row => new TextRow(table._names, table.Cells(row)))],
        };
    }

    private string[] Cells(string row)
    {
        var cells = new string[_names.Length];
        if (!_isCollapsed && !CutsWord(row))
        {
            for (int i = 0; i < cells.Length; i++)
            {
                int from = Math.Min(_starts[i], row.Length), to = i + 1 < cells.Length ? Math.Min(_starts[i + 1], row.Length) : row.Length;
                cells[i] = row[from..to].Trim();
            }

            return cells;
        }

        string[] words = [.. (_isCollapsed ? Tokens() : Wide()).Matches(row.TrimStart()).Select(match => match.Value.Trim())];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = i < words.Length ? words[i] : "";
        if (words.Length > cells.Length && cells.Length > 0)
            cells[^1] = string.Join(' ', words[(cells.Length - 1)..]);
        return cells;
    }

    /// <summary>The columns do not stand where the head says: somebody changed the blanks.</summary>
    private bool CutsWord(string row) => _starts.Any(start => start > 0 && start < row.Length && row[start - 1] != ' ' && row[start] != ' ');

    /// <summary>
    /// Lines that a terminal of a fixed width broke, joined again: then the head is broken, and every line that goes on is
    /// exactly as long as the terminal was wide.
    /// </summary>
    private static (string Head, List<string> Rows) Unwrapped(IReadOnlyList<string> lines)
    {
        int heads = 1;
        while (heads < lines.Count && heads < 4 && HeadPart().IsMatch(lines[heads]))
            heads++;
        if (heads == 1)
            return (lines[0], [.. lines.Skip(1)]);
        int width = lines.Max(line => line.Length);
        var rows = new List<string>();
        string pending = "";
        foreach (string line in lines.Skip(heads))
        {
            pending += line;
            // The blanks at the end of a terminal's line are lost when it is copied.
            if (line.Length >= width - 1)
                continue;
            if (pending.Length < width && line.Length > 0 && rows.Count > 0 && line[0] == ' ')
                rows[^1] += line;
            else
                rows.Add(pending);
            pending = "";
        }

        if (pending.Length > 0)
            rows.Add(pending);
        return (string.Concat(lines.Take(heads - 1).Select(line => line.PadRight(width))) + lines[heads - 1], rows);
    }

    private static List<(string Name, int Start)> Words(string head)
    {
        var words = new List<(string, int)>();
        for (int at = 0; at < head.Length;)
        {
            if (head[at] == ' ')
            {
                at++;
                continue;
            }

            string? phrase = Array.Find(Phrases, one => head.AsSpan(at).StartsWith(one, StringComparison.Ordinal));
            int end = phrase is not null ? at + phrase.Length : head.IndexOf(' ', at) is >= 0 and var blank ? blank : head.Length;
            words.Add((head[at..end], at));
            at = end;
        }

        return words;
    }

    [GeneratedRegex(@"\S+( \S+)*")]
    private static partial Regex Wide();

    [GeneratedRegex(@"\d+ \(\S+ ago\)|\S+ \(x\d+( over \S+)?\)|\S+")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"^\s*-[\s-]*$")]
    private static partial Regex Dashes();

    [GeneratedRegex(@"^\s*[A-Z][A-Z0-9()/-]*(\s+[A-Z][A-Z0-9()/-]*)*$")]
    private static partial Regex HeadPart();
}
