using Sonde.Profiles.Analysis;
using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>A function in <see cref="TopDocument"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its source file; absent when unknown.</param>
/// <param name="Line">Its hottest line; absent when unknown.</param>
/// <param name="Module">Its executable or library; absent when unknown.</param>
/// <param name="Kind">Kind of code: <c>native</c>, <c>kernel</c>, <c>python</c>, …; absent when unknown.</param>
/// <param name="SelfNow">Own value of the interval.</param>
/// <param name="TotalNow">Value of the interval with all it calls.</param>
/// <param name="SelfSum">Own value since the start.</param>
/// <param name="TotalSum">Value since the start with all it calls.</param>
internal sealed record TopFunction(
    string Name, string? File, int? Line, string? Module, string? Kind, long SelfNow, long TotalNow, long SelfSum, long TotalSum)
{
    /// <summary>The row of a function.</summary>
    public static TopFunction From(LiveFunction function) => new(
        function.Frame.Name,
        function.Frame.FileName.Length > 0 ? function.Frame.FileName : null,
        function.Line > 0 ? function.Line : null,
        function.Frame.Module.Length > 0 ? function.Frame.Module : null,
        function.Frame.Kind == FrameKind.Unknown ? null : function.Frame.Kind.ToString().ToLowerInvariant(),
        function.Self.Now, function.Total.Now, function.Self.Sum, function.Total.Sum);

    /// <summary>The function of a row.</summary>
    public Frame Frame()
    {
        FrameKind kind = Enum.TryParse(Kind, ignoreCase: true, out FrameKind named) ? named : FrameKind.Unknown;
        return new Frame(Name, File ?? "", 0, Module ?? "", kind, IsInterpreted: kind == FrameKind.Python);
    }
}
