using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>One message, one cause: what containerd, CRI-O and Docker say when an image is not there.</summary>
public sealed class ImageRuleTests
{
    public static TheoryData<string, string, string> Messages => new()
    {
        { "ErrImagePull", "failed to resolve reference \"registry.example/app:1\": registry.example/app:1: not found", "image-not-found" },
        { "ImagePullBackOff", "Back-off pulling image \"x\": ErrImagePull: manifest unknown", "image-not-found" },
        { "ErrImagePull", "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed", "image-not-found" },
        { "ErrImagePull", "failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized", "image-pull-unauthorized" },
        { "ErrImagePull", "unexpected status from HEAD request to https://registry.example/v2/app/manifests/1: 403 Forbidden", "image-pull-unauthorized" },
        { "ErrImagePull", "failed to do request: Head \"https://registry.example/v2/\": dial tcp: lookup registry.example on 10.0.0.2:53: no such host", "image-registry-unreachable" },
        { "ErrImagePull", "failed to do request: Head \"https://registry.example/v2/\": dial tcp 192.0.2.7:443: i/o timeout", "image-registry-unreachable" },
        { "ErrImagePull", "tls: failed to verify certificate: x509: certificate signed by unknown authority", "image-registry-unreachable" },
        { "ErrImagePull", "toomanyrequests: You have reached your pull rate limit", "image-rate-limited" },
        { "ErrImagePull", "unexpected status from HEAD request: 429 Too Many Requests", "image-rate-limited" },
        { "ErrImagePull", "no match for platform in manifest: not found", "image-wrong-platform" },
        { "ErrImagePull", "no matching manifest for linux/arm64/v8 in the manifest list entries", "image-wrong-platform" },
        { "InvalidImageName", "couldn't parse image name: invalid reference format: repository name must be lowercase", "image-name-invalid" },
        { "ErrImageNeverPull", "Container image is not present with pull policy of Never", "image-absent-never-pull" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Each_message_has_one_cause(string reason, string message, string slug)
    {
        TestCluster cluster = new TestCluster().Deployment("web", Pods.Spec(), Pods.Waiting(reason, message));
        string[] found = [.. Rules().SelectMany(cluster.Evaluate).Select(finding => finding.Rule)];
        Assert.Equal([slug], found);
    }

    [Fact]
    public void An_unreachable_registry_is_one_cause_for_all_behind_it()
    {
        string waiting = Pods.Waiting("ImagePullBackOff", "dial tcp: lookup registry.example: no such host");
        DiagnosisResult diagnosis = new TestCluster().Deployment("web", Pods.Spec(), waiting).Deployment("job", Pods.Spec(), waiting).Diagnose();
        RootCause root = Assert.Single(diagnosis.Roots);
        Assert.Equal("Registry registry.example", root.Finding.Subject.ToString());
        Assert.Equal(["Deployment shop/job", "Deployment shop/web"], root.Effects.Select(effect => effect.Subject.ToString()).Order());
    }

    [Fact]
    public void A_missing_pull_secret_is_the_cause_of_a_401()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec(pod: "\"imagePullSecrets\":[{\"name\":\"regcred\"}]"), Pods.Waiting("ErrImagePull", "401 Unauthorized"))
            .Evaluate(new ImagePullSecretMissingRule()));
        Assert.Contains("regcred does not exist", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pull_secret_of_another_type_is_no_pull_secret()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Add("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"regcred","namespace":"shop"},"type":"Opaque","data":{"password":""}}""")
            .Deployment("web", Pods.Spec(pod: "\"imagePullSecrets\":[{\"name\":\"regcred\"}]"), Pods.Waiting("ErrImagePull", "401 Unauthorized"))
            .Evaluate(new ImagePullSecretMissingRule()));
        Assert.Contains("Opaque", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_pull_secret_of_that_registry_points_to_the_credentials() => Assert.Single(new TestCluster()
        .Add("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"regcred","namespace":"shop"},"type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"eyJhdXRocyI6eyJyZWdpc3RyeS5leGFtcGxlIjp7fX19"}}""")
        .Deployment("web", Pods.Spec(pod: "\"imagePullSecrets\":[{\"name\":\"regcred\"}]"), Pods.Waiting("ErrImagePull", "repository does not exist or may require authorization"))
        .Evaluate(new ImagePullUnauthorizedRule()));

    [Fact]
    public void A_missing_pull_secret_of_an_image_that_is_there_is_no_fault()
    {
        TestCluster cluster = new TestCluster().Deployment("web", Pods.Spec(pod: "\"imagePullSecrets\":[{\"name\":\"regcred\"}]"), Pods.Ready());
        Assert.Empty(Rules().SelectMany(cluster.Evaluate));
    }

    [Theory]
    [InlineData("nginx", "docker.io")]
    [InlineData("library/nginx:1", "docker.io")]
    [InlineData("ghcr.io/a/b:1", "ghcr.io")]
    [InlineData("localhost:5000/a", "localhost:5000")]
    [InlineData("localhost/a", "localhost")]
    public void The_registry_is_the_first_part_if_it_is_a_host(string image, string registry) =>
        Assert.Equal(registry, ImageReference.RegistryOf(image));

    private static IEnumerable<Rule> Rules() => RuleCatalogue.All.Where(rule => rule.Slug.StartsWith("image-", StringComparison.Ordinal));
}
