using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering.Html;

/// <summary>What the HTML pages of this room have in common: their head and style, and the way texts get into them.</summary>
internal static class HtmlParts
{
    /// <summary>Begins a page that loads nothing, and runs no script but the one given.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="hasScript">It uses the report's script.</param>
    /// <param name="output">Where to.</param>
    public static void WriteHead(string title, bool hasScript, TextWriter output)
    {
        string scripts = hasScript ? $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'" : "'none'";
        output.WriteLine("<!DOCTYPE html>");
        output.WriteLine("<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        output.WriteLine($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src {scripts}; base-uri 'none'; form-action 'none'\">");
        output.WriteLine($"<title>{Text(title)}</title><style>{Read("report.css").Trim()}</style></head><body><main>");
    }

    /// <summary>Ends a page.</summary>
    public static void WriteFoot(string version, bool hasScript, TextWriter output) =>
        output.WriteLine($"<footer>sonde {Text(version)}</footer></main>{(hasScript ? $"<script>{Script}</script>" : "")}</body></html>");

    /// <summary>A text that may hold anything: nothing of it is markup.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(c => c is '\n' or '\t' || !char.IsControl(c) ? c : '\uFFFD')));

    /// <summary>A name as people write it, without its kind.</summary>
    public static string NameOf(ObjectRef one) => one.Namespace.Length > 0 ? $"{one.Namespace}/{one.Name}" : one.Name;

    /// <summary>An object's kind and name.</summary>
    public static string Object(ObjectRef one) => $"<span class=\"kind\">{Text(one.Kind)}</span> <b>{Text(NameOf(one))}</b>";

    /// <summary>A coordinate.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A text cut to a number of characters; what a reader sees as one is not cut.</summary>
    public static string Elide(string text, int most)
    {
        if (text.Length <= most)
            return text;
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        return starts.Length <= most ? text : text[..starts[most - 1]].TrimEnd() + "…";
    }

    /// <summary>A text cut in its middle: of a name both ends tell most.</summary>
    public static string ElideMiddle(string text, int most)
    {
        if (text.Length <= most || text.Any(char.IsSurrogate))
            return Elide(text, most);
        int tail = most / 3;
        return $"{text[..(most - tail - 1)]}…{text[^tail..]}";
    }

    private static string Script { get; } = Read("report.js").Trim();

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(HtmlParts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
