using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Tests.Recordings;

/// <summary>Every recording of a real cluster gets the answers of its key.</summary>
public sealed class RecordingTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Recording.All.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Gets_the_answers_of_its_key(string name)
    {
        Recording recording = Recording.All.Single(one => one.Name == name);
        DiagnosisResult diagnosis = Diagnoser.Diagnose(await ReadAsync(recording));
        IReadOnlyList<string> mistakes = Score.Mistakes(diagnosis, recording.Key, Slugs);
        foreach (RootCause root in diagnosis.Roots)
            output.WriteLine($"{root.Finding.Rule} {root.Finding.Subject}: {root.Finding.Title}");
        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    [Fact]
    public async Task Score_table()
    {
        int wanted = 0, right = 0;
        foreach (Recording recording in Recording.All)
        {
            DiagnosisResult diagnosis = Diagnoser.Diagnose(await ReadAsync(recording));
            int mistakes = Score.Mistakes(diagnosis, recording.Key, Slugs).Count;
            string state = mistakes == 0 ? "right" : $"{mistakes} mistakes";
            output.WriteLine($"{recording.Name,-34} {recording.Key.Roots.Count(root => root.Rules.Any(Slugs.Contains))} of {recording.Key.Roots.Count} roots covered  {state}");
            wanted++;
            right += mistakes == 0 ? 1 : 0;
        }

        output.WriteLine($"{right} of {wanted} recordings right; {Slugs.Count} rules");
        Assert.True(wanted > 0, "no recordings beside the clone");
    }

    private static HashSet<string> Slugs { get; } = [.. RuleCatalogue.All.Select(rule => rule.Slug)];

    private static async Task<Cluster> ReadAsync(Recording recording)
    {
        var builder = new ClusterBuilder();
        await new FolderSource(recording.Folder).ReadAsync(builder, TestContext.Current.CancellationToken);
        return builder.Build();
    }
}
