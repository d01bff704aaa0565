using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Timelines;
using Sonde.Diagnosis.Timelines.Rendering;
using static Sonde.Diagnosis.Rendering.Html.HtmlParts;

namespace Sonde.Diagnosis.Rendering.Html;

/// <summary>
/// One self-contained file: causes with their chains drawn, what happened in lanes, evidence on demand, commands to copy. It loads nothing, and
/// says the same without its script.
/// </summary>
internal sealed class HtmlDiagnosis : IDiagnosisWriter
{
    // More open causes than these are no answer any more: the rest is unfolded by whoever wants it.
    private const int MostOpen = 8;

    public string Name => "html";

    public IReadOnlyList<string> Extensions => [".html", ".htm"];

    public string Description => "one file to open in a browser: chains drawn, timeline, commands to copy";

    public bool ShowsTimeline => true;

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout)
    {
        bool isHealthy = Wording.IsHealthy(diagnosis);
        string summary = isHealthy ? Wording.Healthy(diagnosis, layout) : Wording.Summary(diagnosis);
        WriteHead($"Diagnosis: {summary}", hasScript: true, output);
        string unfold = diagnosis.Roots.Count > 0 ? "<button type=\"button\" id=\"unfold\">unfold all</button>" : "";
        output.WriteLine($"<header><h1>Diagnosis</h1>{unfold}<p class=\"{(isHealthy ? "healthy" : "")}\">{Text(summary)}</p></header>");
        if (diagnosis.Roots.Count > 1)
            WriteOverview(diagnosis, output);
        for (int i = 0; i < diagnosis.Roots.Count; i++)
            WriteRoot(diagnosis.Roots[i], Id(i), i < MostOpen, diagnosis.CapturedAt, output);
        if (layout.Timeline is { Entries.Count: > 0 } timeline)
            WriteTimeline(timeline, diagnosis, output);
        WriteList("What failures share", "More often than chance explains.", [.. Wording.Shared(diagnosis)], output);
        WriteList("Undetermined", "What does not work, for reasons that are not visible.",
            [.. diagnosis.Undetermined.Select(one => $"{one.Subject}: {one.Title}")], output);
        WriteList("Not seen", "Silence about these proves nothing.",
            [.. diagnosis.BlindSpots.Select(spot => $"{spot.What}: {spot.Why}")], output);
        output.WriteLine("<p id=\"said\" class=\"vh\" role=\"status\"></p>");
        WriteFoot(layout.ToolVersion, hasScript: true, output);
    }

    private static string Id(int index) => string.Create(CultureInfo.InvariantCulture, $"cause-{index + 1}");

    private static void WriteOverview(DiagnosisResult diagnosis, TextWriter output)
    {
        output.WriteLine("<nav aria-label=\"Causes\"><ol class=\"list\">");
        for (int i = 0; i < diagnosis.Roots.Count; i++)
        {
            RootCause root = diagnosis.Roots[i];
            string severity = Wording.Of(root.Finding.Severity);
            string effects = root.Effects.Count switch { 0 => "", 1 => "1 effect", { } many => $"{many} effects" };
            output.WriteLine($"<li class=\"{severity}\"><span class=\"badge\">{severity}</span><a href=\"#{Id(i)}\">{Object(root.Finding.Subject)} {Text(root.Finding.Title)}</a><span class=\"n\">{effects}</span></li>");
        }

        output.WriteLine("</ol></nav>");
    }

    private static void WriteRoot(RootCause root, string id, bool isOpen, DateTimeOffset now, TextWriter output)
    {
        Finding finding = root.Finding;
        string severity = Wording.Of(finding.Severity);
        output.WriteLine($"<details class=\"root {severity}\" id=\"{id}\"{(isOpen ? " open" : "")}><summary>");
        output.WriteLine($"<span class=\"tags\"><span class=\"badge\">{severity}</span><span>{Text(finding.Rule)}</span><span>{Wording.Of(finding.Confidence)}</span>"
            + (finding.Since is { } since ? $"<span>since {Wording.Clock(since, now)}, {Text(Rules.Durations.Words(now - since))} ago</span>" : "") + "</span>");
        output.WriteLine($"<h3>{Object(finding.Subject)}</h3><span class=\"title\">{Text(Sentence(finding.Title))}</span></summary><div class=\"body\">");
        foreach (string line in Wording.Cascade(root))
            output.WriteLine($"<p class=\"cascade\">⇠ {Text(line)}</p>");
        if (root.Effects.Count > 0)
            ChainSvg.Write(root, $"arrow-{id}", output);
        foreach (Remedy remedy in finding.Remedies)
            WriteRemedy(remedy, finding, output);
        if (finding.Evidence.Count > 0)
            WriteEvidence(finding, now, output);
        output.WriteLine("</div></details>");
    }

    private static void WriteEvidence(Finding finding, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine($"<details><summary>Evidence ({finding.Evidence.Count})</summary><table class=\"evidence\"><tbody>");
        foreach (Evidence evidence in finding.Evidence)
        {
            string time = evidence.Time is { } moment ? Wording.Clock(moment, now) : "";
            output.WriteLine($"<tr><td>{Object(evidence.Object)}<br><code>{Text(evidence.Path)}</code></td>"
                + $"<td class=\"value\">{Text(evidence.Value)}</td><td class=\"time\">{time}</td></tr>");
        }

        output.WriteLine("</tbody></table></details>");
    }

    private static void WriteRemedy(Remedy remedy, Finding finding, TextWriter output)
    {
        string? command = remedy.Command ?? (remedy.Patch is { } patch ? PatchCommand.Of(finding.Subject, patch) : null);
        output.WriteLine($"<div class=\"remedy\"><p>{Text(Sentence(remedy.Text))} <span class=\"{(remedy.IsDisruptive ? "disruptive" : "safe")}\">{(remedy.IsDisruptive ? "restarts pods" : "safe")}</span></p>"
            + (command is null ? "" : $"<div class=\"command\"><pre tabindex=\"0\">{Text(command)}</pre><button type=\"button\" class=\"copy\" aria-label=\"Copy the command\">copy</button></div>") + "</div>");
    }

    private static void WriteTimeline(Timeline timeline, DiagnosisResult diagnosis, TextWriter output)
    {
        HashSet<ObjectRef> named = [.. diagnosis.Roots.SelectMany(root => root.Effects.Select(effect => effect.Subject).Append(root.Finding.Subject))];
        output.WriteLine("<section><h2>What happened</h2>");
        int left = TimelineLanes.Write(timeline, named, output);
        if (left > 0)
            output.WriteLine($"<p class=\"lead\">{left} more {(left == 1 ? "object is" : "objects are")} not drawn: sonde timeline shows all.</p>");
        output.WriteLine($"<details class=\"more\"><summary>All {timeline.Entries.Count} entries</summary>");
        TimelineLanes.WriteEntries(timeline, output);
        output.WriteLine("</details></section>");
    }

    private static void WriteList(string title, string lead, IReadOnlyList<string> items, TextWriter output)
    {
        if (items.Count == 0)
            return;
        output.WriteLine($"<section><h2>{title}</h2><p class=\"lead\">{lead}</p><ul>");
        foreach (string item in items)
            output.WriteLine($"<li>{Text(item)}</li>");
        output.WriteLine("</ul></section>");
    }

    private static string Sentence(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '?' or '!' ? "" : ".");
}
