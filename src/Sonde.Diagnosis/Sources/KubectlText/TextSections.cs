using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Cuts a text into tables, descriptions, documents and logs.</summary>
internal static partial class TextSections
{
    /// <summary>Whether a text looks like output of kubectl: a command line, the head of a table, or the begin of a description.</summary>
    public static bool Recognises(IEnumerable<string> lines) =>
        lines.Any(line => IsTableHead(line) || IsDescription(line) || KubectlCommand.Read(line) is not null);

    /// <summary>The parts of a text, in their order.</summary>
    public static IEnumerable<TextSection> Of(IReadOnlyList<string> lines)
    {
        KubectlCommand? command = null;
        string? space = null;
        for (int i = 0; i < lines.Count;)
        {
            string line = lines[i];
            if (KubectlCommand.Read(line) is { } asked)
            {
                command = asked;
                space = asked.Namespace ?? (asked.IsEverywhere ? null : space);
                i++;
                if (asked.Verb is not ("logs" or "log"))
                    continue;
                int end = End(lines, i, static (_, _) => false);
                if (end > i)
                    yield return new TextSection(SectionKind.Log, Slice(lines, i, end), command, asked.Namespace ?? space);
                i = end;
            }
            else if (Heading().Match(line) is { Success: true } heading)
            {
                space = heading.Groups["name"].Value;
                command = null;
                i++;
            }
            else if (line.Length == 0 || Separator().IsMatch(line))
            {
                i++;
            }
            else
            {
                (SectionKind kind, int end) = Next(lines, i);
                yield return new TextSection(kind, Slice(lines, i, end), command, space);
                i = end;
            }
        }
    }

    private static (SectionKind Kind, int End) Next(IReadOnlyList<string> lines, int i)
    {
        if (IsTableHead(lines[i]))
            return (SectionKind.Table, End(lines, i + 1, static (all, at) => all[at].Length == 0 || IsTableHead(all[at]) || IsDescription(all[at])));
        if (IsDescription(lines[i]))
            return (SectionKind.Description, EndOfDescription(lines, i));
        if (IsDocument(lines[i]))
            return (SectionKind.Document, EndOfDocument(lines, i));
        return (SectionKind.Other, End(lines, i + 1, static (all, at) => IsTableHead(all[at]) || IsDescription(all[at]) || IsDocument(all[at]) || Heading().IsMatch(all[at])));
    }

    private static int End(IReadOnlyList<string> lines, int from, Func<IReadOnlyList<string>, int, bool> ends)
    {
        int i = from;
        while (i < lines.Count && !ends(lines, i) && KubectlCommand.Read(lines[i]) is null)
            i++;
        return i;
    }

    /// <summary>
    /// A description ends where the next begins. What a ConfigMap holds stands in it as it is, and may look like anything.
    /// </summary>
    private static int EndOfDescription(IReadOnlyList<string> lines, int begin)
    {
        bool isData = false;
        for (int i = begin + 1; i < lines.Count; i++)
        {
            string line = lines[i];
            if (line == "====" && lines[i - 1] is "Data" or "BinaryData")
                isData = lines[i - 1] == "Data" && HasBinaryData(lines, i);
            if (isData)
                continue;
            if (IsDescription(line) || IsTableHead(line) || IsDocument(line) || Separator().IsMatch(line) && line != "====" && line != "----" || KubectlCommand.Read(line) is not null)
                return i;
        }

        return lines.Count;
    }

    /// <summary>Only of a ConfigMap is the data printed, and then binary data stand behind it.</summary>
    private static bool HasBinaryData(IReadOnlyList<string> lines, int from)
    {
        for (int i = from; i + 1 < lines.Count; i++)
        {
            if (lines[i] == "BinaryData" && lines[i + 1] == "====")
                return true;
            if (KubectlCommand.Read(lines[i]) is not null || (lines[i].Length > 0 && i > 1 && lines[i - 1].Length == 0 && lines[i - 2].Length == 0 && IsDescription(lines[i])))
                return false;
        }

        return false;
    }

    private static int EndOfDocument(IReadOnlyList<string> lines, int begin)
    {
        bool isJson = lines[begin].StartsWith('{');
        for (int i = begin + 1; i < lines.Count; i++)
        {
            if (isJson && lines[i].StartsWith('}'))
                return i + 1;
            if (!isJson && (IsTableHead(lines[i]) || IsDescription(lines[i])) || KubectlCommand.Read(lines[i]) is not null)
                return i;
        }

        return lines.Count;
    }

    private static bool IsTableHead(string line) => TableHead().IsMatch(line);

    private static bool IsDescription(string line) => Description().IsMatch(line);

    private static bool IsDocument(string line) => line is "{" || Document().IsMatch(line);

    private static string[] Slice(IReadOnlyList<string> lines, int from, int end)
    {
        while (end > from && lines[end - 1].Length == 0)
            end--;
        var part = new string[end - from];
        for (int i = 0; i < part.Length; i++)
            part[i] = lines[from + i];
        return part;
    }

    [GeneratedRegex(@"^(NAMESPACE\s+)?(NAME|LAST SEEN)\s+[A-Z]([A-Z0-9 ()/-]|(?<=\()(cores|bytes|%)|(?<=CPU|MEMORY)%)*$")]
    private static partial Regex TableHead();

    [GeneratedRegex(@"^Name:\s+\S")]
    private static partial Regex Description();

    [GeneratedRegex(@"^(apiVersion|kind):\s+\S|^---\s*$|^items:\s*$")]
    private static partial Regex Document();

    // As people head what they paste: "# namespace shop", "== namespace: shop ==".
    [GeneratedRegex(@"^[#=*\-\s]*[Nn]amespace:?\s+`?(?<name>[a-z0-9]([a-z0-9-]*[a-z0-9])?)`?[\s=*\-:]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^([=*#~_]{3,}|-{4,})$")]
    private static partial Regex Separator();
}
