using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Namespaces;

namespace Sonde.Cli.Commands;

/// <summary>The options of <c>sonde exec</c>.</summary>
/// <param name="Target">Whose namespaces.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Namespaces">Which of them.</param>
/// <param name="Variables">Environment variables beside those that are there.</param>
/// <param name="ReadsFrames">Stdin comes in frames, from a client far away.</param>
internal sealed record ExecOptions(
    Target Target, IReadOnlyList<string> Command, IReadOnlyList<NamespaceKind> Namespaces, IReadOnlyDictionary<string, string> Variables, bool ReadsFrames);
