namespace Sonde.Diagnosis.Tests.Rules.Rollouts;

/// <summary>Deployments with two revisions.</summary>
internal static class Revisions
{
    public const string Ready = """{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}""";

    public const string NotReady = """{"phase":"Running","conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady","message":"not yet"}]}""";

    /// <summary>A Deployment <c>shop/web</c> whose revision 2 changed the argument to <c>--new</c>; one pod of each.</summary>
    public static TestCluster Web(string deployment = "", string status = "{}", string oldPod = Ready, string newPod = NotReady) => new TestCluster()
        .Add($$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"d"},
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"} },"template":{{Template("--new")}}{{(deployment.Length > 0 ? "," + deployment : "")}} },"status":{{status}} }
            """)
        .Add(Set(1, "--old", "2026-01-02T10:00:00Z")).Add(Set(2, "--new", "2026-01-02T11:00:00Z"))
        .Pod("web-1-a", PodSpec("--old"), oldPod, """{"app":"web"}""", Owner(1))
        .Pod("web-2-b", PodSpec("--new"), newPod, """{"app":"web"}""", Owner(2));

    public static string Template(string argument) => $$"""{"metadata":{"labels":{"app":"web"} },"spec":{{PodSpec(argument)}} }""";

    public static string Set(int revision, string argument, string created) => $$"""
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-{{revision}}","namespace":"shop","uid":"r{{revision}}","creationTimestamp":"{{created}}",
         "annotations":{"deployment.kubernetes.io/revision":"{{revision}}"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"d","controller":true}]},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"} },"template":{{Template(argument)}} } }
        """;

    private static string PodSpec(string argument) => $$"""{"containers":[{"name":"app","image":"a","args":["{{argument}}"],"env":[{"name":"KEY","value":"s3cret{{argument}}"}]}]}""";

    private static string Owner(int revision) =>
        $$"""[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-{{revision}}","uid":"r{{revision}}","controller":true}]""";
}
