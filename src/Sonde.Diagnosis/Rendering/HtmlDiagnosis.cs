using System.Net;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering;

/// <summary>One self-contained file: no script, no font, no picture from elsewhere.</summary>
internal sealed class HtmlDiagnosis : IDiagnosisWriter
{
    public string Name => "html";

    public IReadOnlyList<string> Extensions => [".html", ".htm"];

    public string Description => "one file to open in a browser";

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout)
    {
        bool isHealthy = Wording.IsHealthy(diagnosis);
        string summary = isHealthy ? Wording.Healthy(diagnosis, layout) : Wording.Summary(diagnosis);
        output.WriteLine("<!DOCTYPE html>");
        output.WriteLine("<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        output.WriteLine($"<title>Diagnosis: {Text(summary)}</title><style>{Style}</style></head><body><main>");
        output.WriteLine($"<header><h1>Diagnosis</h1><p class=\"summary{(isHealthy ? " healthy" : "")}\">{Text(summary)}</p></header>");
        foreach (RootCause root in diagnosis.Roots)
            WriteRoot(root, diagnosis.CapturedAt, output);
        WriteList("What failing pods share", "More often than chance explains.", [.. Wording.Shared(diagnosis)], output);
        WriteList("Undetermined", "What does not work, for reasons that are not visible.",
            [.. diagnosis.Undetermined.Select(one => $"{one.Subject}: {one.Title}")], output);
        WriteList("Not seen", "Silence about these proves nothing.",
            [.. diagnosis.BlindSpots.Select(spot => $"{spot.What}: {spot.Why}")], output);
        output.WriteLine($"<footer>sonde {Text(layout.ToolVersion)}</footer></main></body></html>");
    }

    private static void WriteRoot(RootCause root, DateTimeOffset now, TextWriter output)
    {
        Finding finding = root.Finding;
        string severity = Wording.Of(finding.Severity);
        output.WriteLine($"<article class=\"{severity}\">");
        output.WriteLine($"<div class=\"tags\"><span class=\"badge\">{severity}</span><span>{Text(finding.Rule)}</span><span>{Wording.Of(finding.Confidence)}</span>"
            + (finding.Since is { } since ? $"<span>since {Wording.Clock(since, now)}, {Text(Rules.Durations.Words(now - since))} ago</span>" : "") + "</div>");
        output.WriteLine($"<h2><span class=\"kind\">{Text(finding.Subject.Kind)}</span> {Text(NameOf(finding.Subject))}</h2>");
        output.WriteLine($"<p class=\"title\">{Text(Sentence(finding.Title))}</p>");
        foreach (string line in Wording.Cascade(root))
            output.WriteLine($"<p class=\"cascade\">⇠ {Text(line)}</p>");
        if (root.Effects.Count > 0)
        {
            output.WriteLine($"<ol class=\"chain\"><li class=\"cause\"><span class=\"kind\">{Text(finding.Subject.Kind)}</span> <b>{Text(NameOf(finding.Subject))}</b></li>");
            foreach (Effect effect in root.Effects)
            {
                output.WriteLine($"<li><span class=\"kind\">{Text(effect.Subject.Kind)}</span> <b>{Text(NameOf(effect.Subject))}</b> {Text(effect.Title)}"
                    + (effect.Via.Length > 0 ? $"<span class=\"via\">{Text(effect.Via)}</span>" : "") + "</li>");
            }

            output.WriteLine("</ol>");
        }

        foreach (Remedy remedy in finding.Remedies)
            WriteRemedy(remedy, finding, output);
        if (finding.Evidence.Count > 0)
        {
            output.WriteLine($"<details open><summary>Evidence ({finding.Evidence.Count})</summary><table>");
            foreach (Evidence evidence in finding.Evidence)
            {
                string time = evidence.Time is { } moment ? Wording.Clock(moment, now) : "";
                output.WriteLine($"<tr><td><span class=\"kind\">{Text(evidence.Object.Kind)}</span> {Text(NameOf(evidence.Object))}<br><code>{Text(evidence.Path)}</code></td>"
                    + $"<td class=\"value\">{Text(evidence.Value)}</td><td class=\"time\">{time}</td></tr>");
            }

            output.WriteLine("</table></details>");
        }

        output.WriteLine("</article>");
    }

    private static void WriteRemedy(Remedy remedy, Finding finding, TextWriter output)
    {
        string? command = remedy.Command ?? (remedy.Patch is { } patch ? PatchCommand.Of(finding.Subject, patch) : null);
        output.WriteLine($"<div class=\"remedy\"><p>{Text(Sentence(remedy.Text))} <span class=\"{(remedy.IsDisruptive ? "disruptive" : "safe")}\">{(remedy.IsDisruptive ? "restarts pods" : "safe")}</span></p>"
            + (command is null ? "" : $"<pre>{Text(command)}</pre>") + "</div>");
    }

    private static void WriteList(string title, string lead, IReadOnlyList<string> items, TextWriter output)
    {
        if (items.Count == 0)
            return;
        output.WriteLine($"<section><h3>{title}</h3><p class=\"lead\">{lead}</p><ul>");
        foreach (string item in items)
            output.WriteLine($"<li>{Text(item)}</li>");
        output.WriteLine("</ul></section>");
    }

    private static string NameOf(ObjectRef one) => one.Namespace.Length > 0 ? $"{one.Namespace}/{one.Name}" : one.Name;

    private static string Sentence(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '?' or '!' ? "" : ".");

    private static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(c => c is '\n' or '\t' || !char.IsControl(c) ? c : '�')));

    private const string Style = """
        :root{--bg:#f6f7f9;--card:#fff;--ink:#1b1f24;--soft:#5d6670;--line:#dde1e6;--error:#c62f2f;--warning:#b06a00;--info:#2b6cb0;--good:#1c7c44;--code:#f0f2f5}
        @media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1d2126;--ink:#e7eaee;--soft:#9aa4af;--line:#323840;--error:#ff7b72;--warning:#e3a33b;--info:#6cb2ff;--good:#5fd08a;--code:#272c33}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
        main{max-width:960px;margin:0 auto;padding:28px 20px 60px}h1{font-size:22px;margin:0}header{margin-bottom:20px}
        .summary{margin:4px 0 0;color:var(--soft)}.summary.healthy{color:var(--good)}
        article{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--info);border-radius:8px;padding:16px 20px;margin:0 0 16px}
        article.error{border-left-color:var(--error)}article.warning{border-left-color:var(--warning)}
        .tags{display:flex;flex-wrap:wrap;gap:6px 14px;font-size:12.5px;color:var(--soft)}
        .badge{font-weight:650;color:var(--info)}.error .badge{color:var(--error)}.warning .badge{color:var(--warning)}
        h2{font-size:17px;margin:6px 0 2px;overflow-wrap:anywhere}.kind{color:var(--soft);font-weight:400;font-size:.88em}
        .title{margin:2px 0 12px;font-size:16px;overflow-wrap:anywhere}
        .chain{list-style:none;margin:0 0 14px;padding:0 0 0 7px;border-left:2px solid var(--line)}
        .chain li{position:relative;padding:3px 0 3px 16px;overflow-wrap:anywhere}.chain li:before{content:"";position:absolute;left:-13px;top:11px;width:10px;height:10px;border-radius:50%;background:var(--card);border:2px solid var(--soft)}
        .chain .cause:before{background:var(--error);border-color:var(--error)}.via{color:var(--soft);font-size:13px;margin-left:8px}
        .cascade{margin:0 0 10px;color:var(--warning)}
        .remedy{border-top:1px solid var(--line);padding:8px 0 2px}.remedy p{margin:0 0 4px}
        .safe,.disruptive{font-size:12px;border:1px solid currentColor;border-radius:9px;padding:0 7px;white-space:nowrap}.safe{color:var(--good)}.disruptive{color:var(--warning)}
        pre{background:var(--code);padding:8px 12px;border-radius:6px;margin:4px 0 8px;overflow-x:auto;font:13px/1.45 ui-monospace,"Liberation Mono",Menlo,monospace;user-select:all}
        code{font:12.5px ui-monospace,"Liberation Mono",Menlo,monospace;color:var(--soft);overflow-wrap:anywhere}
        details{border-top:1px solid var(--line);padding-top:8px;margin-top:6px}summary{cursor:pointer;color:var(--soft)}
        table{width:100%;border-collapse:collapse;margin-top:6px;table-layout:fixed}td{vertical-align:top;padding:6px 10px 6px 0;border-top:1px solid var(--line);font-size:14px;overflow-wrap:anywhere}
        td:first-child{width:38%}td.value{font-family:ui-monospace,"Liberation Mono",Menlo,monospace;font-size:13px}td.time{width:84px;color:var(--soft);font-size:13px;padding-right:0;text-align:right}
        tr:first-child td{border-top:0}section h3{margin:22px 0 0;font-size:16px}.lead{margin:0;color:var(--soft)}section ul{padding-left:18px}section li{overflow-wrap:anywhere}
        footer{margin-top:28px;color:var(--soft);font-size:13px}
        @media print{body{background:#fff}article{break-inside:avoid}}
        """;
}
