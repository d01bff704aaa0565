using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>A patch that is offered applies to the object that it is offered for.</summary>
public sealed class RemedyTests
{
    private static readonly string[] Templates = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"];

    public static TheoryData<string> Recordings => [.. Recording.All.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Every_patch_names_what_its_subject_has(string name)
    {
        var builder = new ClusterBuilder();
        await new FolderSource(Recording.All.Single(one => one.Name == name).Folder).ReadAsync(builder, TestContext.Current.CancellationToken);
        Cluster cluster = builder.Build();
        foreach (RootCause root in Diagnoser.Diagnose(cluster).Roots)
            Check(root.Finding, cluster);
    }

    [Theory]
    [InlineData("Deployment", "spec: {template: {spec: {containers: [{name: app, image: x}]}}}")]
    [InlineData("StatefulSet", "spec: {template: {spec: {containers: [{name: app, image: x}]}}}")]
    [InlineData("CronJob", "spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: app, image: x}]}}}}}")]
    [InlineData("Job", null)]
    [InlineData("Rollout", null)]
    [InlineData("Pod", null)]
    public void Each_kind_takes_the_change_where_it_has_it(string kind, string? patch)
    {
        var container = new Container("app", "a");
        Pod pod = new Pod(new Metadata(new ObjectRef("Pod", "shop", "web"))) { Spec = PodSpec.Empty with { Containers = [container] } };
        Remedy remedy = PodChange.OfContainer(new Workload(new ObjectRef(kind, "shop", "web"), null), pod, container, "change it", "image: x");
        Assert.Equal(patch, remedy.Patch);
        if (kind == "Pod")
            Assert.Equal("kubectl get pod -n shop web -o json | kubectl patch --local -f - -p 'spec: {containers: [{name: app, image: x}]}' -o json | kubectl replace --force -f -", remedy.Command);
        else if (patch is null)
            Assert.Contains("image: x", remedy.Text, StringComparison.Ordinal);
    }

    private static void Check(Finding finding, Cluster cluster)
    {
        foreach (Remedy remedy in finding.Remedies)
        {
            if (remedy.Patch is not { } patch)
                continue;
            using JsonDocument document = JsonDocument.Parse(YamlJson.Documents(Encoding.UTF8.GetBytes(patch)).Single());
            JsonElement spec = document.RootElement.GetProperty("spec");
            if (finding.Subject.Kind == "CronJob")
                spec = spec.GetProperty("jobTemplate").GetProperty("spec");
            else
                Assert.Contains(finding.Subject.Kind, Templates);
            PodSpec own = cluster.WorkloadOf(finding.Subject)!.Template!.Spec;
            foreach (JsonProperty field in spec.GetProperty("template").GetProperty("spec").EnumerateObject())
            {
                IEnumerable<string>? names = field.Name switch
                {
                    "containers" => own.Containers.Select(one => one.Name),
                    "initContainers" => own.InitContainers.Select(one => one.Name),
                    "volumes" => own.Volumes.Select(one => one.Name),
                    _ => null,
                };
                if (names is not null)
                    Assert.All(field.Value.EnumerateArray(), item => Assert.Contains(item.GetProperty("name").GetString(), names));
            }
        }
    }
}
