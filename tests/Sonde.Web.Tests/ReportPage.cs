using System.Text;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Timelines;
using Sonde.TestTargets.Browser;

namespace Sonde.Web.Tests;

/// <summary>The report of a diagnosis, open in the browser.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    private readonly string _file;

    private ReportPage(string file, BrowserPage page)
    {
        _file = file;
        Page = page;
    }

    public BrowserPage Page { get; }

    /// <summary>The sample of the documentation: one cause with a chain.</summary>
    public static async Task<ReportPage> OpenSampleAsync(BrowserFixture browser, PageOptions? options = null)
    {
        var builder = new ClusterBuilder();
        await FileSource.Open(Path.Combine(Repository.Folder, "samples", "shop-front-page", "cluster.tar.gz"), () => Stream.Null, TimeProvider.System)
            .ReadAsync(builder, CancellationToken.None);
        Cluster cluster = builder.Build();
        DiagnosisResult diagnosis = new DiagnosisFilter().Apply(Diagnoser.Diagnose(cluster), cluster);
        return await OpenAsync(browser, diagnosis, TimelineBuilder.Build(cluster, new TimelineFilter(), diagnosis), options);
    }

    public static async Task<ReportPage> OpenAsync(BrowserFixture browser, DiagnosisResult diagnosis, Timeline? timeline = null, PageOptions? options = null)
    {
        string file = Path.Combine(Path.GetTempPath(), $"sonde-{Guid.NewGuid():N}.html");
        await using (var output = new StreamWriter(file, append: false, new UTF8Encoding(false)))
            DiagnosisFormats.Find("html")!.Write(diagnosis, output, new DiagnosisLayout(100, false, "2 workloads, 3 pods", "0.1.0") { Timeline = timeline });
        return new ReportPage(file, await browser.Chromium.OpenAsync(file, options));
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        File.Delete(_file);
    }
}
