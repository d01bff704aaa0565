using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests.Sources;

/// <summary>The text of a recording gives the causes that its objects give, as far as the text shows them, and accuses nobody else.</summary>
public sealed class RecordedTextTests
{
    /// <summary>What neither <c>describe pods</c> nor <c>get all,events,ing,pvc,endpointslices -o wide</c> shows, and why.</summary>
    private static readonly Dictionary<string, string> NotShown = new(StringComparer.Ordinal)
    {
        ["oom-child-process Deployment media/transcoder"] = "only the log tells",
        ["service-port-mismatch Service gateway/quotes"] = "tables show no target port",
        ["node-not-ready Node lab-node-2"] = "there is no text about nodes",
        ["deployment-paused Deployment hr/time-sheets"] = "tables do not show that it is paused",
        ["scheduler-absent Deployment market/auction"] = "no text shows a pod's scheduler",
        ["scheduling-gated Deployment market/deals"] = "no text shows the names of gates",
        ["port-conflict Deployment clinic/vitals"] = "only the log tells that the port was in use",
    };

    public static TheoryData<string> Names => RecordingTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Text_names_the_causes_that_objects_name(string name)
    {
        Recording recording = Recording.All.Single(one => one.Name == name);
        DiagnosisResult whole = Diagnoser.Diagnose(await ReadAsync(recording.Folder));
        DiagnosisResult text = Diagnoser.Diagnose(await ReadAsync(Path.Combine(recording.Folder, "text")));

        string[] found = [.. Named(text).Select(Of)];
        Assert.Empty(Named(whole).Select(Of).Where(root => !found.Contains(root) && !NotShown.ContainsKey(root)));
        HashSet<ObjectRef> known = [.. whole.Roots.Select(root => root.Finding.Subject), .. whole.Roots.SelectMany(root => root.Effects).Select(effect => effect.Subject)];
        Assert.Empty(Named(text).Where(root => !known.Contains(root.Finding.Subject)).Select(Of));
        Assert.True((text.CapturedAt - recording.CapturedAt).Duration() < TimeSpan.FromMinutes(1), $"{text.CapturedAt} is not {recording.CapturedAt}");
    }

    private static IEnumerable<RootCause> Named(DiagnosisResult diagnosis) => diagnosis.Roots.Where(root => root.Finding.Severity >= Severity.Warning);

    private static string Of(RootCause root) => $"{root.Finding.Rule} {root.Finding.Subject}";

    private static async Task<Cluster> ReadAsync(string folder)
    {
        var builder = new ClusterBuilder();
        await FileSource.Open(folder, () => Stream.Null).ReadAsync(builder, TestContext.Current.CancellationToken);
        return builder.Build();
    }
}
