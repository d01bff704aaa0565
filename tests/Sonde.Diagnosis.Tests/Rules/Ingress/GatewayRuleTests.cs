using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Ingress;

/// <summary>Gateways and their routes.</summary>
public sealed class GatewayRuleTests
{
    private const string Api = "gateway.networking.k8s.io/v1";
    private const string Ports = """ "spec":{"clusterIP":"10.96.0.7","selector":{"app":"web"},"ports":[{"name":"http","port":80}]} """;

    [Theory]
    [InlineData("""{"name":"shop-front","port":80}""", "sends requests for x.example to Service shop-front, which does not exist")]
    [InlineData("""{"name":"web","port":8080}""", "sends requests for x.example to port 8080 of Service web, which it does not have: it has 80")]
    [InlineData("""{"name":"api","namespace":"other","port":80}""", "sends requests for x.example to Service other/api of another namespace, and no ReferenceGrant there allows it")]
    public void A_backend_that_is_not_there(string backend, string title) =>
        Assert.Equal(title, Assert.Single(Routed(backend).Evaluate(new RouteBackendMissingRule())).Title);

    [Theory]
    [InlineData("""{"name":"web","port":80}""")]
    [InlineData("""{"group":"example.com","kind":"Bucket","name":"files"}""")]
    public void A_backend_that_is_there_or_no_Service(string backend) => Assert.Empty(Routed(backend).Evaluate(new RouteBackendMissingRule()));

    [Theory]
    [InlineData("shop", "api", 0)]
    [InlineData("shop", "others", 1)]
    [InlineData("elsewhere", "api", 1)]
    public void A_grant_is_for_a_namespace_and_a_name(string from, string to, int faults) => Assert.Equal(faults, Routed("""{"name":"api","namespace":"other","port":80}""")
        .Object("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "let", $$""" "spec":{"from":[{"group":"gateway.networking.k8s.io","kind":"HTTPRoute","namespace":"{{from}}"}],"to":[{"group":"","kind":"Service","name":"{{to}}"}]} """, "other")
        .Evaluate(new RouteBackendMissingRule()).Count);

    [Fact]
    public void A_gateway_of_another_namespace_has_to_be_named_with_it()
    {
        Finding finding = Assert.Single(Routed("""{"name":"web","port":80}""", parent: "edge").Object(Api, "Gateway", "edge", """ "spec":{"gatewayClassName":"std"} """, "infra").Evaluate(new RouteNotAcceptedRule()));
        Assert.Equal("wants to be part of Gateway edge in namespace shop, which does not exist; one of that name is in namespace infra: its requests reach nobody", finding.Title);
    }

    [Fact]
    public void Why_a_gateway_does_not_take_it_is_quoted()
    {
        Finding finding = Assert.Single(Routed("""{"name":"web","port":80}""", "edge", """ {"parentRef":{"name":"edge"},"controllerName":"c","conditions":[{"type":"Accepted","status":"False","reason":"NoMatchingListenerHostname","message":"no listener for x.example"}]} """)
            .Object(Api, "Gateway", "edge", Served()).Evaluate(new RouteNotAcceptedRule()));
        Assert.StartsWith("is not accepted by Gateway edge (NoMatchingListenerHostname: no listener for x.example)", finding.Title, StringComparison.Ordinal);
        Assert.Equal("let route and listener have a host name in common", finding.Remedies[0].Text);
    }

    [Fact]
    public void An_accepted_route_is_no_fault() => Assert.Empty(Routed("""{"name":"web","port":80}""", "edge", """ {"parentRef":{"name":"edge"},"conditions":[{"type":"Accepted","status":"True"}]} """)
        .Object(Api, "Gateway", "edge", Served()).Diagnose().Roots);

    [Theory]
    [InlineData("""{"conditions":[{"type":"Accepted","status":"Unknown","reason":"Pending","message":"Waiting for controller"}]}""", "takes no requests: no controller serves GatewayClass std, or the class does not exist")]
    [InlineData("""{"conditions":[{"type":"Accepted","status":"True"},{"type":"Programmed","status":"False","reason":"AddressNotAssigned","message":"No addresses"}]}""", "takes no requests: AddressNotAssigned: No addresses")]
    [InlineData("""{"conditions":[{"type":"Accepted","status":"True"},{"type":"Programmed","status":"False","reason":"Invalid"}],"listeners":[{"name":"https","conditions":[{"type":"ResolvedRefs","status":"False","reason":"InvalidCertificateRef","message":"Secret shop/tls does not exist"}]}]}""", "takes no requests: listener https: InvalidCertificateRef: Secret shop/tls does not exist")]
    public void A_gateway_that_nobody_serves_or_that_is_refused(string status, string title) =>
        Assert.Equal(title, Assert.Single(new TestCluster().Object(Api, "Gateway", "edge", $$""" "spec":{"gatewayClassName":"std"},"status":{{status}} """).Evaluate(new GatewayNotProgrammedRule())).Title);

    [Fact]
    public void A_gateway_that_serves_is_no_fault() => Assert.Empty(new TestCluster().Object(Api, "Gateway", "edge", Served()).Evaluate(new GatewayNotProgrammedRule()));

    private static string Served() => """ "spec":{"gatewayClassName":"std"},"status":{"conditions":[{"type":"Accepted","status":"True"},{"type":"Programmed","status":"True"}]} """;

    private static TestCluster Routed(string backend, string parent = "", string status = "") => new TestCluster().Complete("Gateway", "HTTPRoute", "ReferenceGrant")
        .Object("v1", "Service", "web", Ports.Replace("\"selector\":{\"app\":\"web\"},", "", StringComparison.Ordinal)).Object("v1", "Service", "api", Ports, "other")
        .Object(Api, "HTTPRoute", "front", $$""" "spec":{"hostnames":["x.example"],"parentRefs":[{{(parent.Length > 0 ? $"{{\"name\":\"{parent}\"}}" : "")}}],"rules":[{"backendRefs":[{{backend}}]}]},"status":{"parents":[{{status}}]} """);
}
