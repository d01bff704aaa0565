namespace Sonde.Collectors.Session.Targets;

/// <summary>One way to name a target by a word, for example <c>pid:N</c>.</summary>
public interface ITargetForm
{
    /// <summary>How it is written, for example <c>pid:N</c>.</summary>
    string Form { get; }

    /// <summary>What it names, for help.</summary>
    string Meaning { get; }

    /// <summary>What such a word begins with, for example <c>pid:</c>.</summary>
    string Prefix { get; }

    /// <summary>Other beginnings that mean the same; messages and help do not name them.</summary>
    IReadOnlyList<string> Aliases => [];

    /// <summary>Reads the part after <see cref="Prefix"/>.</summary>
    /// <exception cref="TargetGrammarException">It is no such name; the message says what is expected.</exception>
    Target Parse(string rest);
}
