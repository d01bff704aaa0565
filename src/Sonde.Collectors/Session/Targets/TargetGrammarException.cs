namespace Sonde.Collectors.Session.Targets;

/// <summary>A word does not follow the grammar of targets. The message is one line for the user.</summary>
public sealed class TargetGrammarException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was wrong and which forms exist.</param>
    public TargetGrammarException(string message)
        : base(message)
    {
    }
}
