using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>Profiles that are not on the node.</summary>
public sealed class SecurityProfileMissingRuleTests
{
    [Theory]
    [InlineData("failed to create containerd container: cannot load seccomp profile \"/var/lib/kubelet/seccomp/audit.json\": open /var/lib/kubelet/seccomp/audit.json: no such file or directory", "the seccomp profile /var/lib/kubelet/seccomp/audit.json that its securityContext names is not on node n1")]
    [InlineData("failed to create containerd container: failed to generate apparmor spec opts: apparmor profile not found k8s-deny-write", "the AppArmor profile k8s-deny-write that its securityContext names is not loaded on node n1")]
    public void The_profile_and_the_node_are_named(string message, string words)
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(), Pods.Waiting("CreateContainerError", message)).Diagnose().Roots).Finding;
        Assert.Equal("security-profile-missing", finding.Rule);
        Assert.Contains(words, finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_belongs_into_the_image_is_another_matter() => Assert.Equal("command-not-found", Assert.Single(new TestCluster().Deployment("web", Pods.Spec(),
        Pods.Waiting("CreateContainerError", "exec: \"/app/seccomp\": stat /app/seccomp: no such file or directory")).Diagnose().Roots).Finding.Rule);
}
