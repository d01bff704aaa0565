using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>Label selectors as kubectl's <c>-l</c> takes them.</summary>
public static partial class SelectorText
{
    /// <summary>Reads <c>a=b,c!=d,e,!f,g in (x,y),h notin (z)</c>.</summary>
    /// <exception cref="DiagnosisException">It does not follow that form.</exception>
    public static LabelSelector Parse(string text)
    {
        var requirements = new List<LabelRequirement>();
        int at = 0;
        while (at < text.Length)
        {
            Match match = Part().Match(text, at);
            if (!match.Success || match.Index != at || match.Length == 0)
                throw new DiagnosisException($"'{text}' is no label selector at '{text[at..]}': write for example app=cart,tier!=test");
            requirements.Add(Requirement(match));
            at += match.Length;
        }

        return new LabelSelector(requirements);
    }

    private static LabelRequirement Requirement(Match match)
    {
        string key = match.Groups["key"].Value;
        if (match.Groups["set"].Success)
        {
            string[] values = match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
            return new LabelRequirement(key, match.Groups["set"].Value == "in" ? "In" : "NotIn", values);
        }

        return match.Groups["op"].Value switch
        {
            "" => new LabelRequirement(key, match.Groups["not"].Length > 0 ? "DoesNotExist" : "Exists", []),
            "!=" => new LabelRequirement(key, "NotIn", [match.Groups["value"].Value]),
            _ => new LabelRequirement(key, "In", [match.Groups["value"].Value]),
        };
    }

    [GeneratedRegex(
        @"\s*(?<not>!?)\s*(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)\s*((?<op>==|=|!=)\s*(?<value>[-A-Za-z0-9_.]*)|(?<set>in|notin)\s*\((?<values>[^)]*)\))?\s*(,|$)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
