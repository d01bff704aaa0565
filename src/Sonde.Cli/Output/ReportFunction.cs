using Sonde.Profiles.Analysis;

namespace Sonde.Cli.Output;

/// <summary>One function of a <see cref="ProfileReportDocument"/>.</summary>
/// <param name="Name">Function name.</param>
/// <param name="File">Source file; absent when unknown.</param>
/// <param name="Line">Its hottest line; absent when unknown.</param>
/// <param name="Module">Executable, library, or the name of the runtime in brackets; absent when unknown.</param>
/// <param name="Kind">Kind of code.</param>
/// <param name="Self">Value of the samples that end in it.</param>
/// <param name="SelfShare">As a share of all, from 0 to 1.</param>
/// <param name="Total">Value of the samples it takes part in.</param>
/// <param name="TotalShare">As a share of all, from 0 to 1.</param>
/// <param name="Callers">With <c>--tree</c> and <c>--peek</c>: who calls it.</param>
/// <param name="Callees">With <c>--tree</c> and <c>--peek</c>: whom it calls.</param>
internal sealed record ReportFunction(
    string Name,
    string? File,
    int? Line,
    string? Module,
    string Kind,
    long Self,
    double SelfShare,
    long Total,
    double TotalShare,
    IReadOnlyList<ReportCall>? Callers,
    IReadOnlyList<ReportCall>? Callees)
{
    /// <summary>Turns an entry into its JSON shape.</summary>
    public static ReportFunction From(TopEntry entry, CallGraph? graph) => new(
        entry.Frame.Name,
        entry.Frame.FileName.Length > 0 ? entry.Frame.FileName : null,
        entry.Line > 0 ? entry.Line : null,
        entry.Frame.Module.Length > 0 ? entry.Frame.Module : null,
        entry.Frame.Kind.ToString().ToLowerInvariant(),
        entry.Self,
        Math.Round(entry.SelfShare, 6),
        entry.Total,
        Math.Round(entry.TotalShare, 6),
        graph is null ? null : [.. graph.CallersOf(entry.Function).Select(edge => new ReportCall(NameOf(graph, edge.Caller), edge.Value))],
        graph is null ? null : [.. graph.CalleesOf(entry.Function).Select(edge => new ReportCall(NameOf(graph, edge.Callee), edge.Value))]);

    private static string NameOf(CallGraph graph, int function) => graph.Top.Tree.Frames.Functions[function].Name;
}
