using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;
using Sonde.Diagnosis.Tests.Rules;
using Sonde.Diagnosis.Tests.Rules.Scheduling;

namespace Sonde.Diagnosis.Tests;

/// <summary>Clusters that no real one looks like: whatever their fields say, there is a diagnosis and it is written.</summary>
public sealed class RandomClusterTests
{
    // What an enum, a time, an amount, a port, a count or a name may be by accident or by malice.
    private static readonly string[] Values =
    [
        "null", "-1", "0", "2147483647", "-2147483648", "9223372036854775807", "1e300", "\"\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"",
        "\"Always\"", "\"False\"", "\"True\"", "\"-5\"", "\"1e18\"", "\"99999999999Ti\"", "[]", "{}", "[{}]", "{\"\":\"\"}", "\"\\u0000\"",
        "\"CrashLoopBackOff\"", "\"OOMKilled\"", "137", "\"a/b/c:@sha256\"", "\"10.0.0.1\"", "true", "[\"\",null,3]",
    ];

    private static readonly JsonNode[] Samples =
        [.. Recording.All.Where((_, i) => i % 4 == 0).Select(one => JsonNode.Parse(File.ReadAllBytes(Path.Combine(one.Folder, "objects.json")))!)];

    [Fact]
    public void Mutated_clusters_have_a_diagnosis()
    {
        var edits = ArbMap.Default.ArbFor<(NonNegativeInt Sample, NonNegativeInt[] Fields, NonNegativeInt Value)>();
        Prop.ForAll(edits, edit =>
        {
            JsonNode sample = Samples[edit.Sample.Get % Samples.Length].DeepClone();
            // Events and leases outnumber the rest; what rules read stands in the others.
            JsonArray items = sample["items"]!.AsArray();
            int step = 0;
            foreach (NonNegativeInt field in edit.Fields.Append(edit.Value).Take(40))
            {
                JsonNode item = items[(int)(((long)field.Get * 7919 + step) % items.Count)]!;
                List<(JsonObject Parent, string Name)> fields = [.. Fields(item)];
                (JsonObject parent, string name) = fields[(int)(((long)field.Get * 104729 + step * 31L) % fields.Count)];
                parent[name] = JsonNode.Parse(Values[(edit.Value.Get + step++) % Values.Length]);
            }

            Write(Encoding.UTF8.GetBytes(sample.ToJsonString()));
        }).Holds(60);
    }

    [Fact]
    public void Every_field_of_failing_pods_may_be_anything()
    {
        string[] pods =
        [
            $$"""{"kind":"Pod","metadata":{"name":"p","namespace":"s","creationTimestamp":"2026-01-02T11:00:00Z","ownerReferences":[{"kind":"Pod","name":"p","controller":true}]},"spec":{{Pods.Spec("\"livenessProbe\":{\"exec\":{\"command\":[\"x\"]},\"periodSeconds\":3},\"resources\":{\"limits\":{\"memory\":\"64Mi\"}},\"ports\":[{\"containerPort\":80,\"hostPort\":80}],\"env\":[{\"name\":\"A\",\"value\":\"http://b:80\"}]")}},"status":{{Pods.Crashed(137)}} }""",
            $$"""{"kind":"Pod","metadata":{"name":"q","namespace":"s"},"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"9"} } }],"tolerations":[{"key":"a"}],"nodeSelector":{"a":"b"},"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"z","whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"a":"b"} } }]},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes are available: 1 Insufficient cpu."}]} }""",
            """{"kind":"Node","metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"4","memory":"1Gi","pods":"3"},"conditions":[{"type":"Ready","status":"True"}]}}""",
            """{"kind":"Service","metadata":{"name":"b","namespace":"s"},"spec":{"selector":{"a":"b"},"ports":[{"port":80,"targetPort":"x"}]}}""",
            """{"kind":"Event","metadata":{"name":"e","namespace":"s"},"involvedObject":{"kind":"Pod","name":"p","namespace":"s","fieldPath":"spec.containers{app}"},"reason":"Unhealthy","message":"Liveness probe failed: ","count":3,"lastTimestamp":"2026-01-02T11:59:00Z"}""",
        ];
        JsonNode cluster = JsonNode.Parse($$"""{"items":[{{string.Join(',', pods)}}]}""")!;
        int turn = 0;
        foreach ((JsonObject parent, string name) in Fields(cluster["items"]).ToArray())
        {
            JsonNode? old = parent[name];
            // Five values for each field, others for the next: all of them meet every sort of field.
            for (int i = 0; i < 5; i++)
            {
                parent[name] = JsonNode.Parse(Values[turn++ % Values.Length]);
                Write(Encoding.UTF8.GetBytes(cluster.ToJsonString()));
            }

            parent[name] = null;
            parent[name] = old;
        }
    }

    [Fact]
    public void Waiting_pods_of_one_sort_cost_one_placement()
    {
        // 500 pods on 500 nodes, alike but for their names: what is computed for one holds for all. A time would not be
        // reproducible; that every node is fitted once is.
        TestCluster cluster = new();
        for (int i = 0; i < 500; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            cluster.Node("n" + number).Pod("p" + number, Fixtures.Spec(container: Fixtures.Asks("9")), Fixtures.Refused("0/500 nodes are available: 500 Insufficient cpu."));
        }

        Cluster built = cluster.Build();
        DiagnosisResult diagnosis = Diagnoser.Diagnose(built);
        Assert.Equal(500, diagnosis.Roots.Count);
        Assert.Equal(1, built.Placements.Computed);
    }

    private static void Write(byte[] json)
    {
        var builder = new ClusterBuilder();
        ObjectFiles.Read(json, "random", builder);
        builder.AddLogs(new NoisyLogs());
        DiagnosisResult diagnosis = Diagnoser.Diagnose(builder.Build());
        foreach (IDiagnosisWriter writer in DiagnosisFormats.All)
            writer.Write(diagnosis, TextWriter.Null, new DiagnosisLayout(100, true, "test", "0"));
    }

    private static IEnumerable<(JsonObject Parent, string Name)> Fields(JsonNode? node) => node switch
    {
        JsonObject map => map.ToArray().SelectMany(field => Fields(field.Value).Prepend((map, field.Key))),
        JsonArray list => list.SelectMany(Fields),
        _ => [],
    };

    /// <summary>Logs that are no UTF-8, and that name ports, hosts and signals beyond all ranges.</summary>
    private sealed class NoisyLogs : ILogStore
    {
        private static readonly IReadOnlyList<string> Lines = LogText.Lines(
            [.. "listening on :99999\nworker was sent SIGKILL\nbind: address already in use :0\nexec /x: no such file or directory\nconnect b:80 refused\n"u8, 0xff, 0xfe, 0x80]);

        public IReadOnlyList<string>? Read(LogRequest request) => request.IsPrevious ? null : Lines;
    }
}
