namespace Sonde.Diagnosis.Tests.Rules.Services;

/// <summary>Services and who needs them.</summary>
internal static class Net
{
    /// <summary>Adds a Service <c>shop/NAME</c>.</summary>
    public static TestCluster Service(this TestCluster cluster, string name, string selector, string port = """{"port":80,"targetPort":8080}""", string more = "") => cluster.Add($$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{name}}","namespace":"shop"},
         "spec":{"clusterIP":"10.96.0.7","selector":{{selector}},"ports":[{{port}}]{{(more.Length > 0 ? "," + more : "")}} } }
        """);

    /// <summary>Adds an Ingress <c>shop/NAME</c> to a Service.</summary>
    public static TestCluster Ingress(this TestCluster cluster, string name, string service) => cluster.Add($$"""
        {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"{{name}}","namespace":"shop"},
         "spec":{"rules":[{"host":"a.example","http":{"paths":[{"path":"/","backend":{"service":{"name":"{{service}}","port":{"number":80} } } }]} }]} }
        """);

    /// <summary>Adds a slice of a Service with one ready endpoint on a node.</summary>
    public static TestCluster Slice(this TestCluster cluster, string service, string node) => cluster.Add($$"""
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"{{service}}-x","namespace":"shop","labels":{"kubernetes.io/service-name":"{{service}}"} },
         "endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true},"nodeName":"{{node}}"}],"ports":[{"port":8080}]}
        """);
}
