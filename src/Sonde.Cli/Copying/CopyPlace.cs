using Sonde.Cli.Pods;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Copying;

/// <summary>One end of a copy.</summary>
/// <param name="Target">Whose files; null for this machine's.</param>
/// <param name="Path">The file or folder.</param>
internal sealed record CopyPlace(Target? Target, string Path)
{
    /// <summary>Reads <c>pod/NAME:/PATH</c>, <c>container:X:/PATH</c>, <c>pid:N:/PATH</c>, or a path of this machine.</summary>
    /// <exception cref="UsageException">A path elsewhere is not absolute, or goes up.</exception>
    public static CopyPlace Parse(string word)
    {
        if (word.Length == 0)
            throw new UsageException("an empty path names nothing");
        bool isTarget = TargetForms.RunningAnywhere.Forms
            .Any(form => form.Aliases.Prepend(form.Prefix).Any(prefix => word.StartsWith(prefix, StringComparison.Ordinal)));
        if (!isTarget)
            return new CopyPlace(null, word);
        int colon = word.IndexOf(":/", StringComparison.Ordinal);
        if (colon < 0)
        {
            throw new UsageException(
                $"'{word}' names no file: write TARGET:/PATH with the path from the target's root; for a file of this machine write ./{word}");
        }

        string path = word[(colon + 1)..];
        if (path.Split('/').Contains(".."))
            throw new UsageException($"'{path}' goes up with '..': write the path itself");
        try
        {
            return new CopyPlace(TargetForms.RunningAnywhere.Parse(word[..colon]), path);
        }
        catch (TargetGrammarException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
