using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests;

/// <summary>The same state gives the same bytes, in whatever order its objects come.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Recordings => [.. Recording.All.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Shuffled_objects_give_the_same_bytes(string name)
    {
        Recording recording = Recording.All.Single(one => one.Name == name);
        JsonNode[] items = [.. JsonNode.Parse(File.ReadAllBytes(Path.Combine(recording.Folder, "objects.json")))!["items"]!.AsArray().Select(item => item!)];
        string expected = Answer(recording, items);
        Assert.Equal(expected, Answer(recording, items));
        var random = new Random(20260102);
        random.Shuffle(items);
        Assert.Equal(expected, Answer(recording, items));
    }

    private static string Answer(Recording recording, JsonNode[] items)
    {
        var builder = new ClusterBuilder();
        foreach (JsonNode item in items)
        {
            using JsonDocument document = JsonDocument.Parse(item.ToJsonString());
            builder.Add(document.RootElement, "shuffled");
        }

        builder.DeclareNamespacesComplete();
        builder.AddLogs(new FolderLogs(Path.Combine(recording.Folder, "logs")));
        var text = new StringWriter();
        foreach (string format in (string[])["json", "wide"])
            DiagnosisFormats.Find(format)!.Write(Diagnoser.Diagnose(builder.Build()), text, new DiagnosisLayout(100, false, "test", "0"));
        return text.ToString();
    }
}
