using System.Text.RegularExpressions;

namespace Sonde.Architecture.Tests;

/// <summary>Rules that are read from source text, because compiled code does not show them.</summary>
internal static partial class SourceRules
{
    /// <summary>A file above this is reported: look whether it holds two things.</summary>
    public const int LongFile = 300;

    /// <summary>A file above this fails, unless <see cref="LongFilesWithReason"/> names it.</summary>
    public const int TooLongFile = 400;

    /// <summary>Files that may be longer than <see cref="TooLongFile"/>, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> LongFilesWithReason { get; } = new Dictionary<string, string>
    {
        ["src/Sonde.Collectors/Python/Offsets/PythonOffsets.cs"] = "a table: one property for each offset, with where CPython declares it",
    };

    /// <summary>Says what is wrong with one source file; empty when nothing is.</summary>
    /// <param name="path">Its path relative to the repository, with slashes.</param>
    /// <param name="text">Its content.</param>
    public static IEnumerable<string> Breaches(string path, string text)
    {
        string[] types = [.. TopLevelType().Matches(text).Select(m => m.Groups["name"].Value).Distinct()];
        string file = Path.GetFileNameWithoutExtension(path);
        if (types.Length > 1)
        {
            yield return $"{path} declares {types.Length} types ({string.Join(", ", types)}); one type per file";
        }
        else if (types.Length == 1 && types[0] != file && !file.StartsWith(types[0] + ".", StringComparison.Ordinal))
        {
            yield return $"{path} declares {types[0]}; name the file after its type";
        }

        if (SpectreUse().IsMatch(text) && !path.StartsWith("src/Sonde.Cli/Terminal/", StringComparison.Ordinal))
        {
            yield return $"{path} uses Spectre.Console; only src/Sonde.Cli/Terminal may";
        }

        int lines = text.AsSpan().Count('\n');
        if (lines > TooLongFile && !LongFilesWithReason.ContainsKey(path))
        {
            yield return $"{path} has {lines} lines; split it, or give the reason in SourceRules.cs";
        }
    }

    /// <summary>Whether a test lets FsCheck choose its inputs anew in every run.</summary>
    public static bool ChecksAtRandom(string text) => RandomCheck().IsMatch(text);

    // Namespaces are file-scoped (.editorconfig), so a type in the first column is a top-level one.
    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*"
        + @"(?:class|record\s+struct|record\s+class|record|struct|interface|enum|delegate\s+[\w<>\[\],.?]+)\s+(?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"\bSpectre\s*\.\s*Console\b(?=[^\n]*;)|\busing\s+Spectre\b")]
    private static partial Regex SpectreUse();

    [GeneratedRegex(@"\.(?:Quick|Verbose)Check|\bCheck\.(?:Quick|Verbose|One)|\.Check\((?:FsCheck\.)?Config\b")]
    private static partial Regex RandomCheck();
}
