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
        ["deployment-paused Deployment hr/time-sheets"] = "tables do not show that it is paused",
        ["scheduler-absent Deployment market/auction"] = "no text shows a pod's scheduler",
        ["port-conflict Deployment clinic/vitals"] = "only the log tells that the port was in use",
        ["webhook-unreachable MutatingWebhookConfiguration sidecar-injector"] = "events name the webhook, not its configuration: see Renamed",
        ["ingress-class-missing Ingress web-edge/status"] = "there is no text about classes",
        ["ingress-backend-missing Ingress gateway/legacy"] = "tables of Ingresses show no backends",
        ["ingress-tls-secret-missing Ingress gateway/partners"] = "tables of Ingresses show no Secrets",
        ["claim-no-matching-volume PersistentVolumeClaim warehouse/archive"] = "there is no text about volumes",
        ["claim-provisioning-failed PersistentVolumeClaim market-data/timeseries"] = "there is no text about classes and drivers",
        ["namespace-stuck-terminating Namespace legacy-billing"] = "there is no text about namespaces",
        ["rbac-forbidden ServiceAccount ops-tools/pod-janitor"] = "only the log tells, and there is no text about roles",
        ["env-host-unresolvable Deployment ops-tools/alert-relay"] = "nothing says that these are all Services of the namespace",
        ["pdb-blocks-eviction PodDisruptionBudget ops-tools/grafana"] = "there is no text about budgets",
        ["dependency-auth-failed Deployment loans/scoring"] = "only the log tells",
        ["dependency-read-only StatefulSet loans/archive-db"] = "only the log tells",
        ["dependency-exhausted StatefulSet loans/events-db"] = "only the log tells",
    };

    /// <summary>Who is accused by another name than in the objects, because text shows no better one.</summary>
    private static readonly HashSet<string> Renamed = ["webhook-unreachable ValidatingWebhookConfiguration inject.policy.example.com"];

    public static TheoryData<string> Names => RecordingTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Text_names_the_causes_that_objects_name(string name)
    {
        Recording recording = Recording.All.Single(one => one.Name == name);
        DiagnosisResult whole = Diagnoser.Diagnose(await ReadAsync(recording.Folder));
        DiagnosisResult text = Diagnoser.Diagnose(await ReadAsync(Path.Combine(recording.Folder, "text")));

        string[] found = [.. Named(text).Select(Of)];
        Assert.DoesNotContain(Named(whole).Select(Of), root => !found.Contains(root) && !NotShown.ContainsKey(root));
        HashSet<ObjectRef> known = [.. whole.Roots.Select(root => root.Finding.Subject), .. whole.Roots.SelectMany(root => root.Effects).Select(effect => effect.Subject)];
        Assert.DoesNotContain(Named(text), root => !known.Contains(root.Finding.Subject) && !Renamed.Contains(Of(root)));
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
