using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Completion;

/// <summary>Names of targets that exist now, for completion.</summary>
internal static class TargetNames
{
    /// <summary>Forms while nothing tells them apart, names once the form is clear.</summary>
    /// <param name="word">What was typed so far.</param>
    public static IEnumerable<string> StartingWith(string word) =>
        TargetGrammar.Local.Forms.Select(form => form.Prefix).Where(prefix => prefix.StartsWith(word, StringComparison.Ordinal));
}
