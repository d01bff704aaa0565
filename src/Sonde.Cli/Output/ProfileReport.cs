using System.Text.Json;
using System.Text.RegularExpressions;
using Sonde.Cli.Commands;
using Sonde.Cli.Input;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>What <c>sonde report</c> says, as text and as JSON.</summary>
internal sealed class ProfileReport
{
    private const int UsualCount = 20, EdgesOfTree = 5;

    private readonly ReportOptions _options;
    private readonly FilterResult _result;
    private readonly int _width;
    private readonly TopTable _top;

    /// <summary>Counts what is shown.</summary>
    public ProfileReport(ReportOptions options, FilterResult result, int width)
    {
        _options = options;
        _result = result;
        _width = width;
        TopTable top = TopTable.Build(CallTree.Build(result.Profile, new CallTreeOptions { Whole = result.WholeTotal }));
        _top = options.View.ByTotal ? top.ByTotal() : top;
    }

    private SampleType Type => _top.Tree.SampleType;

    /// <summary>Writes it for a person.</summary>
    public void WriteText(TextWriter output)
    {
        string unit = Type.Unit;
        output.WriteLine(TextFit.Printable(Headline.Title(_result.Profile, Type)));
        string of = _top.Tree.Total == _result.WholeTotal ? "" : $" of {Value(_result.WholeTotal, unit)} ({ValueText.Percent(_top.Tree.ShareOf(_top.Tree.Total))})";
        output.WriteLine($"{Value(_top.Tree.Total, unit)}{of}, {Type.Type}");
        output.WriteLine();
        if (_options.List is { } list)
            WriteListings(output, list);
        else if (_options.Peek is { } peek)
            Graph(output).Write(Matching(peek), int.MaxValue);
        else if (_options.Tree)
            Graph(output).Write(_top.Entries.Take(_options.View.Count ?? UsualCount), EdgesOfTree);
        else
            TopTableRenderer.Write(output, _top, _width, _options.View.Count ?? UsualCount, _options.View.Unit);
        output.WriteLine();
        output.WriteLine(TextFit.Printable(QualityLine.Format(_result.Profile)));
    }

    /// <summary>Writes it for a program.</summary>
    public void WriteJson(TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(Document(), SondeJson.Indented.ProfileReportDocument));

    private ProfileReportDocument Document()
    {
        bool needsGraph = _options.Tree || _options.Peek is not null;
        CallGraph? graph = needsGraph ? CallGraph.Build(_top) : null;
        IEnumerable<TopEntry> entries = _options.List is not null ? []
            : _options.Peek is { } peek ? Matching(peek)
            : _top.Entries.Take(_options.View.Count ?? int.MaxValue);
        ReportListing[]? listings = _options.List is { } list
            ? [.. Listings(list).Select(listing => ReportListing.From(listing))]
            : null;
        return new ProfileReportDocument(
            SondeJson.ApiVersion, "ProfileReport", Type.Type, Type.Unit, _top.Tree.Total, _result.WholeTotal,
            [.. entries.Select(entry => ReportFunction.From(entry, graph))], listings);
    }

    private CallGraphRenderer Graph(TextWriter output) => new(output, CallGraph.Build(_top), _width, _options.View.Unit);

    private IEnumerable<TopEntry> Matching(Regex expression) => _top.Entries.Where(entry => expression.IsMatch(entry.Frame.Name));

    private IReadOnlyList<LineListing> Listings(Regex expression) =>
        LineListing.Build(_result.Profile, frame => expression.IsMatch(frame.Name));

    private void WriteListings(TextWriter output, Regex expression)
    {
        IReadOnlyList<LineListing> listings = Listings(expression);
        if (listings.Count == 0)
            output.WriteLine(" no function matches");
        var sources = new SourceFiles(_options.Sources);
        var renderer = new LineListingRenderer(output, Type, _result.WholeTotal, _width, _options.View.Unit);
        foreach (LineListing listing in listings)
        {
            renderer.Write(listing, sources.Find(listing.Frame.FileName));
            output.WriteLine();
        }
    }

    private string Value(long value, string unit) => ValueText.Value(value, unit, _options.View.Unit);
}
