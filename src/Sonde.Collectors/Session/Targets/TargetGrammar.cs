namespace Sonde.Collectors.Session.Targets;

/// <summary>Reads the words that name a target. It only reads: looking the target up comes later.</summary>
public sealed class TargetGrammar
{
    /// <summary>Puts forms together.</summary>
    /// <param name="forms">In the order in which messages and help name them.</param>
    public TargetGrammar(IReadOnlyList<ITargetForm> forms) => Forms = forms;

    /// <summary>The forms for processes that this machine runs.</summary>
    public static TargetGrammar Local { get; } = new([new ProcessTargetForm(), new ContainerTargetForm()]);

    /// <summary>The same and this machine as a whole.</summary>
    public static TargetGrammar LocalAndHost { get; } = new([.. Local.Forms, new HostTargetForm()]);

    /// <summary>The forms that exist.</summary>
    public IReadOnlyList<ITargetForm> Forms { get; }

    /// <summary>Reads a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="otherWays">Further ways to name a target in this place, which are no single word, for the message.</param>
    /// <exception cref="TargetGrammarException">It is no target; the message names the forms that exist.</exception>
    public Target Parse(string word, params IReadOnlyList<string> otherWays)
    {
        foreach (ITargetForm form in Forms)
        {
            if (form.Aliases.Prepend(form.Prefix).FirstOrDefault(start => word.StartsWith(start, StringComparison.Ordinal)) is { } prefix)
                return form.Parse(word[prefix.Length..]);
        }

        string[] ways = [.. Forms.Select(form => form.Form), .. otherWays];
        string forms = $"{string.Join(", ", ways[..^1])} or {ways[^1]}";
        string hint = word.Length > 0 && word.All(char.IsAsciiDigit)
            ? $"did you mean pid:{word}?"
            : $"a target is {forms}";
        throw new TargetGrammarException($"'{word}' is no target: {hint}");
    }
}
