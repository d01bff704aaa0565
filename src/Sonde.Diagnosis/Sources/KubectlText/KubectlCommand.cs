using System.Text.RegularExpressions;
using Sonde.Diagnosis.Narrowing;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A command line before its output: what was asked for, so what the answer can hold.</summary>
/// <param name="Verb"><c>get</c>, <c>describe</c>, <c>logs</c>, ….</param>
internal sealed partial record KubectlCommand(string Verb)
{
    private static readonly HashSet<string> WithValue = new(StringComparer.Ordinal)
    {
        "-n", "--namespace", "-l", "--selector", "--field-selector", "-o", "--output", "-c", "--container", "--context", "--kubeconfig",
        "--sort-by", "--as", "--tail", "--since", "--cluster", "--user", "-f", "--filename", "--token", "-s", "--server", "--since-time",
    };

    /// <summary>The namespace; null when not given.</summary>
    public string? Namespace { get; private init; }

    /// <summary>All namespaces.</summary>
    public bool IsEverywhere { get; private init; }

    /// <summary>Kinds that were asked for by name, as the API writes them.</summary>
    public IReadOnlyList<string> Kinds { get; private init; } = [];

    /// <summary>Names of objects; none for all.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    /// <summary>The container (<c>-c</c>); null when not given.</summary>
    public string? Container { get; private init; }

    /// <summary>The log of the run before.</summary>
    public bool IsPrevious { get; private init; }

    /// <summary>The answer holds only a part: names, a selector, or another program after it.</summary>
    public bool IsNarrowed { get; private init; }

    /// <summary>Reads a line such as <c>root@host:~# kubectl get pods -n shop</c>; null when it is none.</summary>
    public static KubectlCommand? Read(string line)
    {
        Match match = Line().Match(line);
        if (!match.Success)
            return null;
        string[] words = [.. Words(match.Groups["rest"].Value)];
        string? space = null, container = null, verb = null;
        bool all = false, narrowed = false, previous = false;
        var plain = new List<string>();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word is "|" or ">" or ">>" or "&&" or ";" or "2>&1")
            {
                narrowed |= word == "|";
                break;
            }

            int equals = word.IndexOf('=');
            string name = word.StartsWith("--", StringComparison.Ordinal) && equals > 0 ? word[..equals] : word;
            string? value = name.Length < word.Length ? word[(equals + 1)..] : null;
            if (value is null && WithValue.Contains(name) && i + 1 < words.Length)
                value = words[++i];
            switch (name)
            {
                case "-n" or "--namespace":
                    space = value;
                    break;
                case "-c" or "--container":
                    container = value;
                    break;
                case "-l" or "--selector" or "--field-selector":
                    narrowed = true;
                    break;
                case "-A" or "--all-namespaces":
                    all = true;
                    break;
                case "-p" or "--previous":
                    previous = true;
                    break;
                default:
                    if (name.StartsWith("-n", StringComparison.Ordinal) && !name.StartsWith("--", StringComparison.Ordinal))
                        space = name[2..];
                    else if (name.StartsWith('-'))
                        break;
                    else if (verb is null)
                        verb = name;
                    else
                        plain.Add(name);
                    break;
            }
        }

        if (verb is null)
            return null;
        (List<string> kinds, List<string> names) = Targets(verb, plain);
        return new KubectlCommand(verb)
        {
            Namespace = space,
            IsEverywhere = all,
            Kinds = kinds,
            Names = names,
            Container = container,
            IsPrevious = previous,
            IsNarrowed = narrowed || names.Count > 0,
        };
    }

    private static (List<string> Kinds, List<string> Names) Targets(string verb, List<string> plain)
    {
        var kinds = new List<string>();
        var names = new List<string>();
        foreach (string word in plain)
        {
            int slash = word.IndexOf('/');
            if (slash > 0)
            {
                if (KindNames.Find(word[..slash]) is { } kind)
                    kinds.Add(kind);
                names.Add(word[(slash + 1)..]);
            }
            else if (verb is "get" or "describe" && kinds.Count == 0 && names.Count == 0)
            {
                kinds.AddRange(word.Split(',').Select(KindNames.Find).OfType<string>());
            }
            else
            {
                names.Add(word);
            }
        }

        return (kinds, names);
    }

    private static IEnumerable<string> Words(string text) =>
        Word().Matches(text).Select(match => match.Value.Trim('\'', '"'));

    // A prompt may stand before it, but not a sentence.
    [GeneratedRegex(@"^(?:[^\s].{0,100}?[$#%❯➜»>]\s*|[$#%❯➜»+]\s*)?(?:kubectl|oc|k|microk8s kubectl|k3s kubectl)\s+(?<rest>(?:-\S+\s+(?:\S+\s+)?)*(?:get|describe|logs|log|events|top|version|cluster-info|config|apply|delete|rollout|exec|explain|scale|api-resources)\b.*)$")]
    private static partial Regex Line();

    [GeneratedRegex("""
        '[^']*'|"[^"]*"|\|+|[^\s|]+
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Word();
}
