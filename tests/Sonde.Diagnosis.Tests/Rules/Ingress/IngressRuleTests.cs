using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Services;

namespace Sonde.Diagnosis.Tests.Rules.Ingress;

public sealed class IngressRuleTests
{
    private const string Rules = """ "rules":[{"host":"a.example","http":{"paths":[{"path":"/","backend":{"service":{"name":"web","port":{"number":80}}}}]}}] """;

    [Fact]
    public void A_service_that_does_not_exist_is_named_with_one_that_is_near()
    {
        Assert.Equal("a.example/ leads to Service web, which does not exist", Assert.Single(Ingress(Rules).Service("blog", """{"app":"blog"}""").Evaluate(new IngressBackendMissingRule())).Title);
        Assert.Contains("leads to Service webz, which does not exist; webs exists", Assert.Single(Ingress(Rules.Replace("\"web\"", "\"webz\"", StringComparison.Ordinal))
            .Service("webs", """{"app":"web"}""").Evaluate(new IngressBackendMissingRule())).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_the_service_lacks_is_named() => Assert.Contains("leads to port 80 of Service web, which it does not have: it has 8080 (http)", Assert.Single(
        Ingress(Rules).Service("web", """{"app":"web"}""", """{"name":"http","port":8080}""").Evaluate(new IngressBackendMissingRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_named_port_that_exists_is_well() => Assert.Empty(Ingress(Rules.Replace("\"number\":80", "\"name\":\"http\"", StringComparison.Ordinal))
        .Service("web", """{"app":"web"}""", """{"name":"http","port":8080}""").Evaluate(new IngressBackendMissingRule()));

    [Fact]
    public void A_class_that_does_not_exist_is_certain()
    {
        Finding finding = Assert.Single(Ingress($"\"ingressClassName\":\"traefik\",{Rules}").Class("nginx").Evaluate(new IngressClassMissingRule()));
        Assert.Equal("names the IngressClass traefik, which does not exist, so that no controller serves it; there is nginx", finding.Title);
        Assert.Equal(Severity.Error, finding.Severity);
    }

    [Theory]
    [InlineData("", "", Severity.Warning)]
    [InlineData("", "\"annotations\":{\"kubernetes.io/ingress.class\":\"haproxy\"}", Severity.Warning)]
    public void No_class_without_a_default_and_the_old_annotation_may_be_served(string spec, string meta, Severity severity)
    {
        Finding finding = Assert.Single(Ingress(spec + Rules, meta).Class("nginx").Evaluate(new IngressClassMissingRule()));
        Assert.Equal(severity, finding.Severity);
        Assert.Equal(Confidence.Possible, finding.Confidence);
    }

    [Theory]
    [InlineData("\"ingressClassName\":\"nginx\",", "", "{}")]
    [InlineData("", "\"annotations\":{\"ingressclass.kubernetes.io/is-default-class\":\"true\"}", "{}")]
    [InlineData("\"ingressClassName\":\"other\",", "", """{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}""")]
    public void A_class_that_exists_the_default_and_an_address_are_enough(string spec, string classMeta, string status) => Assert.Empty(Ingress(spec + Rules, status: status)
        .Object("networking.k8s.io/v1", "IngressClass", "nginx", "", "", classMeta).Complete("IngressClass").Evaluate(new IngressClassMissingRule()));

    [Theory]
    [InlineData("", "does not exist", Severity.Error)]
    [InlineData("""{"type":"Opaque","data":{"cert":""}}""", "has no tls.crt and tls.key (type Opaque, keys: cert)", Severity.Error)]
    [InlineData("""{"type":"kubernetes.io/tls","data":{"tls.crt":"","tls.key":""},"end":"2026-01-01T00:00:00Z"}""", "expired on 2026-01-01", Severity.Error)]
    [InlineData("""{"type":"kubernetes.io/tls","data":{"tls.crt":"","tls.key":""},"end":"2026-01-05T00:00:00Z"}""", "expires on 2026-01-05", Severity.Warning)]
    [InlineData("""{"type":"kubernetes.io/tls","data":{"tls.crt":"","tls.key":""},"names":"*.b.example"}""", "is for *.b.example, not for a.example", Severity.Error)]
    public void What_is_wrong_with_the_certificate_is_said(string secret, string text, Severity severity)
    {
        Finding finding = Assert.Single(Tls(secret).Evaluate(new IngressTlsSecretMissingRule()));
        Assert.Contains(text, finding.Title, StringComparison.Ordinal);
        Assert.Equal(severity, finding.Severity);
    }

    [Theory]
    [InlineData("""{"type":"kubernetes.io/tls","data":{"tls.crt":"","tls.key":""}}""")]
    [InlineData("""{"type":"kubernetes.io/tls","data":{"tls.crt":"","tls.key":""},"names":"*.example","end":"2027-01-01T00:00:00Z"}""")]
    [InlineData("""{"type":"Opaque","data":{"tls.crt":"","tls.key":""}}""")]
    public void A_certificate_that_fits_is_well(string secret) => Assert.Empty(Tls(secret).Evaluate(new IngressTlsSecretMissingRule()));

    private static TestCluster Tls(string secret)
    {
        TestCluster cluster = Ingress($$"""{{Rules}},"tls":[{"hosts":["a.example"],"secretName":"cert"}] """);
        if (secret.Length == 0)
            return cluster;
        using var json = System.Text.Json.JsonDocument.Parse(secret);
        string Text(string name) => json.RootElement.TryGetProperty(name, out System.Text.Json.JsonElement value) ? value.GetString()! : "";
        return cluster.Object("v1", "Secret", "cert", $$""" "type":"{{Text("type")}}","data":{{json.RootElement.GetProperty("data").GetRawText()}} """, meta: $$"""
            "annotations":{"sonde.dev/certificate-names":"{{Text("names")}}"{{(Text("end").Length > 0 ? $",\"sonde.dev/certificate-expires\":\"{Text("end")}\"" : "")}} }
            """);
    }

    private static TestCluster Ingress(string spec, string meta = "", string status = "{}") =>
        new TestCluster().Object("networking.k8s.io/v1", "Ingress", "in", $$""" "spec":{ {{spec}} },"status":{{status}} """, meta: meta);
}
