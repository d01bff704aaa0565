using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Tests.Sources;

/// <summary>Text as people paste it.</summary>
public sealed class PastedTextTests
{
    private static readonly string Described = TextFixture.Read("describe.txt");
    private static readonly string Listed = TextFixture.Read("get.txt");

    [Fact]
    public void Descriptions_name_the_causes()
    {
        Assert.Equal(
            [
                "config-key-missing Deployment c05-valuefrom/api",
                "container-crash Deployment c14-sidecar/shop",
                "lifecycle-hook-failed Deployment c54-hook/web",
                "probe-kills-slow-start Deployment c19-liveslow/model",
                "probe-port-mismatch Deployment c73-pname/w",
                "unschedulable-resources Deployment c12-bigcpu/calc",
            ],
            TextFixture.Roots(Described));
    }

    [Fact]
    public void Tables_do_not_accuse_what_they_do_not_show()
    {
        string[] roots = TextFixture.Roots(Listed);
        Assert.Contains("unschedulable-resources Deployment c12-bigcpu/calc", roots);
        string[] right = TextFixture.Roots(Described);
        Assert.All(roots, root => Assert.Contains(root, right));
        Assert.Contains(Diagnoser.Diagnose(TextFixture.Cluster(Listed)).Undetermined, one => one.Subject.Name == "shop");
    }

    [Fact]
    public void Tables_and_descriptions_are_one_cluster()
    {
        string[] right = TextFixture.Roots(Described);
        Assert.Equal(right, TextFixture.Roots(Described, Listed));
        Assert.Equal(right, TextFixture.Roots(Listed, Described));
        // The same event, listed twice, is one event.
        Cluster cluster = TextFixture.Cluster(Described, Listed);
        ObjectRef pod = cluster.All<Pod>().Single(one => one.Ref.Namespace == "c19-liveslow").Ref;
        IReadOnlyList<KubeEvent> events = cluster.EventsAbout(pod);
        Assert.Equal(events.Count, events.DistinctBy(seen => (seen.Reason, seen.Message, seen.First)).Count());
        Assert.Equal(TextFixture.Cluster(Described).EventsAbout(pod).Count, events.Count);
    }

    [Theory]
    [InlineData("crlf")]
    [InlineData("ansi")]
    [InlineData("fence")]
    [InlineData("quote")]
    [InlineData("indent")]
    [InlineData("bom")]
    [InlineData("prompt")]
    [InlineData("talk")]
    public void What_a_terminal_or_a_chat_adds_changes_nothing(string change)
    {
        string text = change switch
        {
            "crlf" => Described.Replace("\n", "\r\n", StringComparison.Ordinal),
            "ansi" => "\e[2J" + Described.Replace("Warning", "\e[33mWarning\e[0m", StringComparison.Ordinal),
            "fence" => $"```text\n{Described}```\n",
            "quote" => string.Join('\n', Described.Split('\n').Select(line => $"> {line}")),
            "indent" => string.Join('\n', Described.Split('\n').Select(line => $"    {line}")),
            "bom" => "\uFEFF" + Described,
            "prompt" => Described.Replace("$ kubectl", "[ops@bastion ~]$ kubectl", StringComparison.Ordinal),
            _ => $"can somebody look at this?\n\n{Described}\nthanks!\n",
        };
        Assert.Equal(TextFixture.Roots(Described), TextFixture.Roots(text));
    }

    [Fact]
    public void Lines_that_a_terminal_broke_are_joined()
    {
        const int Width = 120;
        string wrapped = string.Join('\n', Described.Split('\n').SelectMany(line =>
            line.Length == 0 ? [""] : line.Chunk(Width).Select(part => new string(part))));
        // What was broken in the middle of a word of a message may cost that message its rule, and never leads to another object.
        static string[] Subjects(string[] roots) => [.. roots.Select(root => root[(root.IndexOf(' ', StringComparison.Ordinal) + 1)..])];
        Assert.Equal(Subjects(TextFixture.Roots(Described)).Order(StringComparer.Ordinal), Subjects(TextFixture.Roots(wrapped)).Order(StringComparer.Ordinal));
        Assert.Contains("container-crash Deployment c14-sidecar/shop", TextFixture.Roots(wrapped));
    }

    [Fact]
    public void A_collapsed_table_is_read()
    {
        Cluster cluster = TextFixture.Cluster("$ kubectl get pods -n web\nNAME READY STATUS RESTARTS AGE\nweb-5b9cc97745-96n52 0/1 CrashLoopBackOff 12 (3m ago) 30m\n");
        Pod pod = Assert.Single(cluster.All<Pod>());
        Assert.Equal(new ObjectRef("Pod", "web", "web-5b9cc97745-96n52"), pod.Ref);
        Assert.Equal(TimeSpan.FromMinutes(30), cluster.Now - pod.Meta.Created);
        Assert.Equal(new ObjectRef("Deployment", "web", "web"), cluster.WorkloadOf(pod.Ref)!.Ref);
    }

    [Fact]
    public void Only_a_command_without_names_shows_all()
    {
        const string Table = "NAME   READY   STATUS    RESTARTS   AGE   LABELS\na      1/1     Running   0          5m    app=a\n";
        Assert.True(TextFixture.Cluster($"$ kubectl get pods -n web --show-labels\n{Table}").KnowsAll("Pod", "web"));
        Assert.False(TextFixture.Cluster(Table).KnowsAll("Pod", "default"));
        Assert.False(TextFixture.Cluster($"$ kubectl get pods a -n web --show-labels\n{Table}").KnowsAll("Pod", "web"));
        Assert.False(TextFixture.Cluster($"$ kubectl get pods -n web --show-labels -l app=a\n{Table}").KnowsAll("Pod", "web"));
        Assert.False(TextFixture.Cluster($"$ kubectl get pods -n web --show-labels | grep a\n{Table}").KnowsAll("Pod", "web"));
    }

    [Fact]
    public void Yaml_of_one_object_beside_tables_of_others()
    {
        const string Text = """
            $ kubectl get pods -n shop -o wide --show-labels
            NAME                    READY   STATUS    RESTARTS   AGE   IP           NODE   LABELS
            cart-7d9c4b6f5d-x2x4z   1/1     Running   0          5m    10.244.0.5   n1     app=cart

            $ kubectl get svc cart -n shop -o yaml
            apiVersion: v1
            kind: Service
            metadata:
              name: cart
              namespace: shop
            spec:
              clusterIP: 10.96.0.7
              selector:
                app: kart
              ports:
              - port: 80
                targetPort: 8080
            """;
        Cluster cluster = TextFixture.Cluster(Text);
        Assert.Equal("kart", cluster.Find<Model.Network.Service>("Service", "shop", "cart")!.Selector["app"]);
        Assert.Contains(Diagnoser.Diagnose(cluster).Roots, root => root.Finding.Rule == "service-selector-mismatch");
    }

    [Fact]
    public void Logs_belong_to_the_pod_they_were_asked_of()
    {
        string text = Described + "\n$ kubectl logs -n c19-liveslow model-675bf69867-96cc5 --previous\nloading model\nstill loading\n";
        Cluster cluster = TextFixture.Cluster(text);
        Pod pod = cluster.All<Pod>().Single(one => one.Ref.Name == "model-675bf69867-96cc5");
        Assert.Equal(["loading model", "still loading"], cluster.Logs.Read(new(pod.Ref, pod.Spec.Containers[0].Name, true)));
    }

    [Fact]
    public void A_manifest_keeps_its_spec_and_takes_the_status_of_the_text()
    {
        const string Manifest = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {replicas: 2, template: {spec: {containers: [{name: web, image: "web:2", securityContext: {runAsNonRoot: true}}]}}}
            """;
        const string Table = "$ kubectl get deploy -n shop\nNAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    1/2     2            1           5m\n";
        var deployment = TextFixture.Cluster(Manifest, Table).Find<Model.Workloads.Deployment>("Deployment", "shop", "web")!;
        Assert.Equal((1, 2, true), (deployment.Ready, deployment.Replicas, deployment.Template.Spec.Containers[0].Security.RunAsNonRoot));
    }

    [Fact]
    public void Damaged_text_is_never_a_crash()
    {
        byte[] sample = Encoding.UTF8.GetBytes(Described + "\n" + Listed);
        var edits = ArbMap.Default.ArbFor<(NonNegativeInt At, byte Value, int Kind)[]>();
        Prop.ForAll(edits, changes =>
        {
            var bytes = new List<byte>(sample);
            foreach ((NonNegativeInt at, byte value, int kind) in changes)
            {
                int place = (int)((long)at.Get * 7919 % bytes.Count);
                switch (Math.Abs(kind % 5))
                {
                    case 0:
                        bytes[place] = value;
                        break;
                    case 1:
                        bytes.Insert(place, value);
                        break;
                    case 2:
                        bytes.Insert(place, (byte)'\n');
                        break;
                    case 3:
                        bytes.RemoveRange(place, Math.Min(at.Get % 200, bytes.Count - place));
                        break;
                    default:
                        bytes.RemoveRange(place, Math.Min(bytes.Count - place, bytes.Count / 3));
                        break;
                }

                if (bytes.Count == 0)
                    return;
            }

            var builder = new ClusterBuilder();
            ObjectFiles.Read([.. bytes], "incident.txt", builder);
            Diagnoser.Diagnose(builder.Build());
        }).Holds(25);
    }
}
