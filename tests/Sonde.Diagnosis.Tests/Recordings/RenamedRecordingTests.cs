using System.Text;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Tests.Recordings;

/// <summary>The answers do not depend on any name.</summary>
public sealed class RenamedRecordingTests
{
    public static TheoryData<string> Names => RecordingTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_names_give_the_same_answers(string name)
    {
        Recording recording = Recording.All.Single(one => one.Name == name);
        string objects = File.ReadAllText(Path.Combine(recording.Folder, "objects.json"));
        var renaming = new Renaming(objects);

        string[] plain = [.. Roots(Read(recording, objects, null)).Select(renaming.Apply).Order(StringComparer.Ordinal)];
        string[] renamed = [.. Roots(Read(recording, renaming.ApplyToJson(objects), renaming)).Order(StringComparer.Ordinal)];
        Assert.Equal(plain, renamed);
    }

    private static IEnumerable<string> Roots(DiagnosisResult diagnosis) => diagnosis.Roots.Select(root =>
        $"{root.Finding.Rule} {root.Finding.Subject.Kind} {root.Finding.Subject.Namespace} {root.Finding.Subject.Name} {root.Finding.Severity} {root.Effects.Count}");

    private static DiagnosisResult Read(Recording recording, string objects, Renaming? renaming)
    {
        var builder = new ClusterBuilder();
        JsonObjects.Read(Encoding.UTF8.GetBytes(objects), recording.Name, builder);
        builder.DeclareNamespacesComplete();
        builder.SetCapturedAt(recording.CapturedAt);
        var logs = new MemoryLogs();
        string folder = Path.Combine(recording.Folder, "logs");
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.log", SearchOption.AllDirectories) : [])
        {
            string[] parts = Path.GetRelativePath(folder, file).Split('/');
            string container = parts[2][..^".log".Length];
            bool previous = container.EndsWith(".previous", StringComparison.Ordinal);
            if (previous)
                container = container[..^".previous".Length];
            string text = File.ReadAllText(file);
            string Changed(string one) => renaming?.Apply(one) ?? one;
            logs.Add(
                new LogRequest(new ObjectRef("Pod", Changed(parts[0]), Changed(parts[1])), Changed(container), previous),
                LogText.Lines(Encoding.UTF8.GetBytes(Changed(text))));
        }

        builder.AddLogs(logs);
        return Diagnoser.Diagnose(builder.Build(), RuleCatalogue.All);
    }
}
