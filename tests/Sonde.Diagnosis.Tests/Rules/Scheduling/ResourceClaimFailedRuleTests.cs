using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

/// <summary>Claims for devices.</summary>
public sealed class ResourceClaimFailedRuleTests
{
    [Fact]
    public void A_template_that_does_not_exist_is_named_and_no_scheduler_is_blamed()
    {
        TestCluster cluster = Waiting("", """{"phase":"Pending"}""").EventAbout("Pod", "web-1-a", "FailedResourceClaimCreation",
            "PodResourceClaim gpu: resource claim template \"one\": resourceclaimtemplate.resource.k8s.io \"one\" not found");
        Finding finding = Assert.Single(cluster.Diagnose().Roots).Finding;
        Assert.Equal("resource-claim-failed", finding.Rule);
        Assert.Equal("a pod waits for a device: no claim can be made, the ResourceClaimTemplate one does not exist in namespace shop", finding.Title);
    }

    [Fact]
    public void A_claim_that_nobody_made_is_likely()
    {
        Finding finding = Assert.Single(Waiting("mine", """{"phase":"Pending"}""").Evaluate(new ResourceClaimFailedRule()));
        Assert.Equal(Confidence.Likely, finding.Confidence);
        Assert.Contains("the ResourceClaim mine", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0/1 nodes are available: request g: device class gpu.example.com does not exist.", "of the DeviceClass gpu.example.com, which does not exist")]
    [InlineData("0/3 nodes are available: 3 cannot allocate all claims.", "no node has a free one")]
    public void What_the_scheduler_says_is_read(string message, string words) =>
        Assert.Contains(words, Assert.Single(Waiting("", Refused(message)).Evaluate(new ResourceClaimFailedRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_pod_that_lacks_something_else_is_not_about_its_claim() => Assert.Empty(Waiting("", Refused("0/3 nodes are available: 3 Insufficient cpu.")).Evaluate(new ResourceClaimFailedRule()));

    private static string Refused(string message) =>
        $$"""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","lastTransitionTime":"2026-01-02T11:00:00Z","message":"{{message}}"}]}""";

    private static TestCluster Waiting(string claim, string status) => new TestCluster().Deployment("web",
        $$"""{"containers":[{"name":"app","image":"a"}],"resourceClaims":[{"name":"gpu",{{(claim.Length > 0 ? $"\"resourceClaimName\":\"{claim}\"" : "\"resourceClaimTemplateName\":\"one\"")}} }]}""", status);
}
