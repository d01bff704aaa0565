using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>
/// Writes the page: what is read first as JSON, the tree and its values as compressed columns in Base64.
/// <c>web/flamegraph/data.ts</c> describes both. Utf8JsonWriter's default encoder escapes &lt;, &gt; and &amp;, and Base64
/// has none of them, so that no text of a profile can end the element it stands in.
/// </summary>
internal sealed class FlamePage(FlamePageText text, IFlameContent content)
{
    private const int Version = 2;
    private const string TitleMark = "<!--title-->", FallbackMark = "<!--fallback-->", MetaMark = "<!--meta-->", DataMark = "<!--data-->";

    /// <summary>Writes the page; the stream stays open.</summary>
    public void Write(Stream output)
    {
        string page = WebResource.Read("flamegraph.html");
        var tree = new PackedTree(content);
        var rows = new PackedRows(content);
        int from = 0;
        void WriteUntil(string mark)
        {
            int to = page.IndexOf(mark, from, StringComparison.Ordinal);
            output.Write(Encoding.UTF8.GetBytes(page[from..to]));
            from = to + mark.Length;
        }

        WriteUntil(TitleMark);
        output.Write(Encoding.UTF8.GetBytes(XmlText.Escape(text.Title)));
        WriteUntil(FallbackMark);
        output.Write(Encoding.UTF8.GetBytes(XmlText.Escape(text.Fallback)));
        WriteUntil(MetaMark);
        using (var json = new Utf8JsonWriter(output))
            WriteMeta(json, rows);
        WriteUntil(DataMark);
        using (var encoded = new Base64Stream(output))
            PackedColumn.WriteAll(encoded, [.. Functions(), .. tree.Columns, Labels(), .. rows.Columns], CompressionLevel.Fastest);
        output.Write(Encoding.UTF8.GetBytes(page[from..]));
    }

    private void WriteMeta(Utf8JsonWriter json, PackedRows rows)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("title", text.Title);
        json.WriteString("answer", text.Answer);
        json.WriteString("quality", text.Quality);
        json.WriteString("howTaken", text.HowTaken);
        json.WriteString("command", text.Command);
        json.WriteNumber("functions", content.Functions.Count);
        json.WriteNumber("nodes", content.NodeCount);
        json.WriteNumber("column", text.Column);
        json.WriteStartArray("columns");
        for (int i = 0; i < content.Columns.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("noun", content.Columns[i].Noun);
            json.WriteString("unit", content.Columns[i].Unit);
            json.WriteNumber("factor", rows.Factors[i]);
            json.WriteNumber("sameAs", rows.SameAs[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("labels");
        for (int key = 0; key < content.Labels.Keys.Count; key++)
        {
            json.WriteStartObject();
            json.WriteString("key", TextFit.Printable(content.Labels.Keys[key]));
            json.WriteStartArray("values");
            foreach (string value in content.Labels.Values[key])
                json.WriteStringValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("labelsLeftOut");
        foreach (string key in content.Labels.LeftOut)
            json.WriteStringValue(TextFit.Printable(key));
        json.WriteEndArray();
        WritePalette(json);
        if (text.Difference is { } difference)
        {
            json.WriteStartObject("difference");
            json.WriteString("base", difference.Base);
            json.WriteString("new", difference.New);
            json.WriteBoolean("judged", difference.IsJudged);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WritePalette(Utf8JsonWriter json)
    {
        json.WriteStartArray("palette");
        foreach (FlameColor color in FlamePalette.Colors)
        {
            json.WriteStartObject();
            json.WriteString("name", color.Name);
            json.WriteString("light", color.Light);
            json.WriteString("dark", color.Dark);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private PackedColumn[] Functions()
    {
        var strings = new StringTable();
        PackedColumn names = new(), files = new(), modules = new(), colors = new(), kinds = new();
        foreach (Frame frame in content.Functions)
        {
            names.Add(strings.Intern(TextFit.Printable(frame.Name)).Index);
            files.Add(strings.Intern(TextFit.Printable(frame.FileName)).Index);
            modules.Add(strings.Intern(TextFit.Printable(frame.Module)).Index);
            colors.Add(FlamePalette.IndexOf(frame));
            kinds.Add(frame.IsInterpreted ? 1 : 0);
        }

        // All texts as one, and how long each is: one call decodes them.
        PackedColumn lengths = new(), texts = new();
        for (int i = 0; i < strings.Count; i++)
        {
            string value = strings[new StringId(i)];
            lengths.Add(value.Length);
            texts.AddText(value);
        }

        return [lengths, texts, names, files, modules, colors, kinds];
    }

    private PackedColumn Labels()
    {
        var sets = new PackedColumn();
        foreach (int[] set in content.Labels.Sets)
        {
            foreach (int value in set)
                sets.Add(value);
        }

        return sets;
    }
}
