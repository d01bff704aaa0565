using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>The JSON of <c>sonde dump -o json</c>.</summary>
/// <param name="ApiVersion">Version of this document's shape.</param>
/// <param name="Kind">Kind of document.</param>
/// <param name="Time">When the stacks were read.</param>
/// <param name="Target">What the user asked for.</param>
/// <param name="Headline">The answer in one line, as the text form begins with.</param>
/// <param name="Processes">One entry for each process.</param>
internal sealed record StackDumpDocument(
    string ApiVersion, string Kind, DateTimeOffset Time, string Target, string Headline, IReadOnlyList<StackDumpProcess> Processes)
{
    /// <summary>Turns dumps into the document.</summary>
    public static StackDumpDocument From(string target, DateTimeOffset time, IReadOnlyList<ProcessDump> dumps) =>
        new(SondeJson.ApiVersion, "StackDump", time, target, DumpHeadline.Answer(dumps), [.. dumps.Select(StackDumpProcess.From)]);
}
