using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests;

/// <summary>Whatever a source holds, the answer is a diagnosis with blind spots, never a crash.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Words =
        ["null", "0", "-1", "1e999", "\"\"", "\"x\"", "[]", "{}", "[null]", "[[1]]", "{\"a\":1}", "true", "\"\\ud800\"", "9223372036854775808", "\"1970-01-01\""];

    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(Recording.All.Single(one => one.Name.StartsWith("02", StringComparison.Ordinal)).Folder, "objects.json"));

    [Fact]
    public void Damaged_bytes_are_blind_spots()
    {
        var edits = ArbMap.Default.ArbFor<(NonNegativeInt At, byte Value, bool Cuts)[]>();
        Prop.ForAll(edits, changes =>
        {
            byte[] bytes = [.. Sample];
            int length = bytes.Length;
            foreach ((NonNegativeInt at, byte value, bool cuts) in changes)
            {
                // Spread small numbers over the whole text.
                int place = (int)((long)at.Get * 7919 % bytes.Length);
                bytes[place] = value;
                if (cuts && changes.Length > 3)
                    length = Math.Min(length, place);
            }

            Diagnose(bytes.AsSpan(0, length));
        }).Holds(25);
    }

    [Fact]
    public void Fields_of_wrong_types_are_blind_spots()
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(Sample)!;
        List<(System.Text.Json.Nodes.JsonObject Parent, string Name)> fields = [.. Fields(node["items"]!.AsArray()[^1]!.Root)];
        var picks = ArbMap.Default.ArbFor<(NonNegativeInt Field, NonNegativeInt Word)>();
        Prop.ForAll(picks, pick =>
        {
            (System.Text.Json.Nodes.JsonObject parent, string name) = fields[(int)((long)pick.Field.Get * 104729 % fields.Count)];
            System.Text.Json.Nodes.JsonNode? old = parent[name];
            string word = Words[pick.Word.Get % Words.Length];
            // A number beyond every range has no node; it is put in as text below.
            parent[name] = "@@@";
            string text = node.ToJsonString().Replace("\"@@@\"", word, StringComparison.Ordinal);
            parent[name] = null;
            parent[name] = old;
            Diagnose(Encoding.UTF8.GetBytes(text));
        }).Holds(25);
    }

    [Fact]
    public void Owners_in_a_circle_end()
    {
        const string Circle = """
            {"items":[
             {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"a","namespace":"n","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"b","controller":true}]}},
             {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"b","namespace":"n","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"a","controller":true}]}},
             {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"a","controller":true}]}}]}
            """;
        Diagnose(Encoding.UTF8.GetBytes(Circle));
    }

    [Fact]
    public void Deep_nesting_is_a_blind_spot()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        Cluster cluster = Read(Encoding.UTF8.GetBytes(deep));
        Assert.Single(cluster.BlindSpots);
    }

    [Fact]
    public void Logs_that_are_no_text_have_lines()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            foreach (string line in LogText.Lines(bytes))
                Assert.DoesNotContain(line, static c => c < ' ' && c != '\t');
        }).Holds();
    }

    private static void Diagnose(ReadOnlySpan<byte> json)
    {
        DiagnosisResult diagnosis = Diagnoser.Diagnose(Read(json));
        foreach (IDiagnosisWriter writer in DiagnosisFormats.All)
            writer.Write(diagnosis, TextWriter.Null, new DiagnosisLayout(100, false, "test", "0"));
    }

    private static Cluster Read(ReadOnlySpan<byte> json)
    {
        var builder = new ClusterBuilder();
        ObjectFiles.Read(json.ToArray(), "fuzz", builder);
        return builder.Build();
    }

    private static IEnumerable<(System.Text.Json.Nodes.JsonObject, string)> Fields(System.Text.Json.Nodes.JsonNode? node)
    {
        switch (node)
        {
            case System.Text.Json.Nodes.JsonObject map:
                foreach ((string name, System.Text.Json.Nodes.JsonNode? value) in map.ToArray())
                {
                    yield return (map, name);
                    foreach ((System.Text.Json.Nodes.JsonObject, string) inner in Fields(value))
                        yield return inner;
                }

                break;
            case System.Text.Json.Nodes.JsonArray list:
                foreach ((System.Text.Json.Nodes.JsonObject, string) inner in list.SelectMany(Fields))
                    yield return inner;
                break;
        }
    }
}
