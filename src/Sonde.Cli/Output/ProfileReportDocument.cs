namespace Sonde.Cli.Output;

/// <summary>The JSON of <c>sonde report -o json</c>. Fields are only ever added under one <c>apiVersion</c>.</summary>
/// <param name="ApiVersion">Version of this document's shape.</param>
/// <param name="Kind">Kind of document.</param>
/// <param name="SampleType">What is counted, for example <c>cpu</c>.</param>
/// <param name="Unit">Unit of all values.</param>
/// <param name="Total">Value of the samples that the filters left.</param>
/// <param name="WholeTotal">Value of all samples: what shares are of.</param>
/// <param name="Functions">The functions, in the order of the table.</param>
/// <param name="Listings">With <c>--list</c>: functions line by line.</param>
internal sealed record ProfileReportDocument(
    string ApiVersion,
    string Kind,
    string SampleType,
    string Unit,
    long Total,
    long WholeTotal,
    IReadOnlyList<ReportFunction> Functions,
    IReadOnlyList<ReportListing>? Listings);
