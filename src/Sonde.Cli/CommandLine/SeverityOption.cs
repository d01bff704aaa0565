using System.CommandLine;
using Sonde.Diagnosis.Findings;

namespace Sonde.Cli.CommandLine;

/// <summary>Options that take a severity.</summary>
internal static class SeverityOption
{
    /// <summary>The option.</summary>
    public static Option<string> Create(string name, string description, string standard, string[] words)
    {
        var option = new Option<string>(name) { HelpName = "LEVEL", Description = description, DefaultValueFactory = _ => standard };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>The severity that a word means; null for <c>none</c>.</summary>
    public static Severity? Read(string word) => word switch
    {
        "info" => Severity.Info,
        "warning" => Severity.Warning,
        "error" => Severity.Error,
        _ => null,
    };
}
