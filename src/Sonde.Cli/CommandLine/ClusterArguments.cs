using System.CommandLine;

namespace Sonde.Cli.CommandLine;

/// <summary>The options that say which cluster is looked at; the same for every command that reads one.</summary>
internal sealed class ClusterArguments
{
    private readonly Option<string[]> _files = new("--filename", "-f")
    {
        HelpName = "SOURCE",
        Description = "A snapshot, a recording, or files of kubectl get -o json|yaml: a file, a folder, - for stdin; may be repeated",
    };

    private readonly Option<string?> _namespace = new("--namespace", "-n") { HelpName = "NAME", Description = "Only this namespace" };
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "All namespaces" };

    /// <summary>The options, in the order in which help shows them.</summary>
    public IReadOnlyList<Option> All => [_files, _namespace, _all];

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public ClusterOptions Read(ParseResult result)
    {
        string? space = result.GetValue(_namespace);
        bool all = result.GetValue(_all);
        if (space is not null && all)
            throw new UsageException("-n and -A exclude each other: one namespace, or all");
        string[] files = result.GetValue(_files) ?? [];
        if (files.Count(file => file == "-") > 1)
            throw new UsageException("-f - can be given only once: there is one stdin");
        return new ClusterOptions(files, space, all);
    }
}
