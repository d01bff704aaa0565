using System.CommandLine;

namespace Sonde.Cli.Help;

/// <summary>Options that belong together and that several commands share.</summary>
/// <param name="Title">What help writes above them.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
