using Sonde.Profiles.Analysis;

namespace Sonde.Cli.Output;

/// <summary>One function of a <see cref="ProfileReportDocument"/> line by line.</summary>
/// <param name="Name">Function name.</param>
/// <param name="File">Source file; absent when unknown.</param>
/// <param name="Self">Value of the samples that end in it.</param>
/// <param name="Total">Value of the samples it takes part in.</param>
/// <param name="Lines">Its lines that have samples.</param>
internal sealed record ReportListing(string Name, string? File, long Self, long Total, IReadOnlyList<LineCost> Lines)
{
    /// <summary>Turns a listing into its JSON shape.</summary>
    public static ReportListing From(LineListing listing) => new(
        listing.Frame.Name, listing.Frame.FileName.Length > 0 ? listing.Frame.FileName : null, listing.Self, listing.Total, listing.Lines);
}
