using System.CommandLine;
using Sonde.Cli.Output;
using Sonde.Places.Ephemeral;

namespace Sonde.Cli.Pods;

/// <summary>The options about the image of Sonde that runs in a cluster.</summary>
internal sealed class ImageArguments
{
    private const string Variable = "SONDE_IMAGE";

    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    private readonly Option<string?> _image = new("--image")
    {
        HelpName = "IMAGE",
        Description = $"The image of Sonde that runs in the cluster (default: ${Variable}, else {Standard})",
    };

    private readonly Option<string?> _policy = new("--image-pull-policy")
    {
        HelpName = "POLICY",
        Description = "Always, IfNotPresent or Never (default: the cluster's)",
        CompletionSources = { PullPolicies },
    };

    private readonly Option<string?> _secret = new("--image-pull-secret")
    {
        HelpName = "NAME",
        Description = "A Secret with which pods that Sonde makes pull the image; an ephemeral container uses those of its pod",
    };

    /// <summary>The options, for help.</summary>
    public IReadOnlyList<Option> All => [_image, _policy, _secret];

    /// <summary>Sonde's image when none is named.</summary>
    public static string OwnImage => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } image ? image : Standard;

    private static string Standard => $"sonde:{VersionInfo.Number}";

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">There is no such policy.</exception>
    public AgentImage Read(ParseResult result)
    {
        string? policy = result.GetValue(_policy);
        if (policy is not null && !PullPolicies.Contains(policy))
            throw new UsageException($"--image-pull-policy: '{policy}' is unknown: use {UsageErrors.Alternatives(PullPolicies)}");
        string image = result.GetValue(_image) ?? "";
        return new AgentImage(image.Length > 0 ? image : OwnImage, policy) { PullSecret = result.GetValue(_secret) };
    }
}
