using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Rendering;

/// <summary>What a rule is about, from the first line of its page.</summary>
internal static class RuleTitles
{
    public static string Of(string slug)
    {
        string first = RuleCatalogue.Page(slug)?.Split('\n', 2)[0] ?? slug;
        int colon = first.IndexOf(": ", StringComparison.Ordinal);
        return colon >= 0 ? first[(colon + 2)..].Trim() : slug;
    }
}
