namespace Sonde.Cli.CommandLine;

/// <summary>Environment variables as options write them.</summary>
internal static class VariableText
{
    /// <summary>Reads <c>NAME=VALUE</c>; a name alone takes our own value.</summary>
    /// <param name="option">The option's name, for errors.</param>
    /// <param name="words">The words.</param>
    /// <exception cref="UsageException">One has no name.</exception>
    public static IReadOnlyDictionary<string, string> Read(string option, IEnumerable<string>? words)
    {
        Dictionary<string, string> variables = [];
        foreach (string word in words ?? [])
        {
            int equal = word.IndexOf('=', StringComparison.Ordinal);
            if (equal == 0 || word.Length == 0)
                throw new UsageException($"{option}: '{word}' has no name: write NAME=VALUE");
            variables[equal < 0 ? word : word[..equal]] = equal < 0 ? Environment.GetEnvironmentVariable(word) ?? "" : word[(equal + 1)..];
        }

        return variables;
    }
}
