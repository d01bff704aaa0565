using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>A function in <see cref="TopDocument"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its source file; absent when unknown.</param>
/// <param name="Line">Its hottest line; absent when unknown.</param>
/// <param name="Module">Its executable or library; absent when unknown.</param>
/// <param name="SelfNow">Own value of the interval.</param>
/// <param name="TotalNow">Value of the interval with all it calls.</param>
/// <param name="SelfSum">Own value since the start.</param>
/// <param name="TotalSum">Value since the start with all it calls.</param>
internal sealed record TopFunction(
    string Name, string? File, int? Line, string? Module, long SelfNow, long TotalNow, long SelfSum, long TotalSum)
{
    /// <summary>The row of a function.</summary>
    public static TopFunction From(LiveFunction function) => new(
        function.Frame.Name,
        function.Frame.FileName.Length > 0 ? function.Frame.FileName : null,
        function.Line > 0 ? function.Line : null,
        function.Frame.Module.Length > 0 ? function.Frame.Module : null,
        function.Self.Now, function.Total.Now, function.Self.Sum, function.Total.Sum);
}
