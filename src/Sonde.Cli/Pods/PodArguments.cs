using System.CommandLine;
using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Collectors.Session.Targets;
using Sonde.Places.Ephemeral;

namespace Sonde.Cli.Pods;

/// <summary>The options of every command that reaches into pods.</summary>
internal sealed class PodArguments
{
    private const string ImageVariable = "SONDE_IMAGE", All = "all";

    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    private readonly ConnectionArguments _connection = new("The pod's namespace (default: the context's)");
    private readonly Option<string?> _container = new("--container", "-c")
    {
        HelpName = "NAME",
        Description = "Which container (default: the one its pod's annotation names, else the first)",
    };

    private readonly Option<int?>? _pods;
    private readonly Option<string?> _image = new("--image")
    {
        HelpName = "IMAGE",
        Description = $"The image of Sonde that runs beside the container (default: ${ImageVariable}, else {StandardImage})",
    };

    private readonly Option<string?> _pullPolicy = new("--image-pull-policy")
    {
        HelpName = "POLICY",
        Description = "Always, IfNotPresent or Never (default: the cluster's)",
        CompletionSources = { PullPolicies },
    };

    /// <summary>Creates the options.</summary>
    /// <param name="takesSeveral">Whether the command can look into several pods at once.</param>
    public PodArguments(bool takesSeveral) => _pods = takesSeveral ? Count() : null;

    /// <summary>The options, for help.</summary>
    public OptionGroup Group => new(
        "Pods", [_connection.Namespace, _container, .. _pods is null ? (Option[])[] : [_pods], _image, _pullPolicy, .. _connection.Server]);

    /// <summary>Sonde's image when none is named.</summary>
    public static string OwnImage => Environment.GetEnvironmentVariable(ImageVariable) is { Length: > 0 } image ? image : StandardImage;

    private static string StandardImage => $"sonde:{VersionInfo.Number}";

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Group.Options)
            command.Add(option);
    }

    /// <summary>Reads the options; null when the target is no pod.</summary>
    /// <exception cref="UsageException">They do not fit the target, or each other.</exception>
    public PodOptions? Read(ParseResult result, Target target)
    {
        if (target is not KubernetesTarget { Pods: var pods })
        {
            Option? stray = Group.Options.FirstOrDefault(option => result.GetResult(option) is { Implicit: false });
            return stray is null
                ? null
                : throw new UsageException($"{stray.Name} goes with pods only, and {target} is on this machine");
        }

        string? policy = result.GetValue(_pullPolicy);
        if (policy is not null && !PullPolicies.Contains(policy))
            throw new UsageException($"--image-pull-policy: '{policy}' is unknown: use {UsageErrors.Alternatives(PullPolicies)}");
        string image = result.GetValue(_image) ?? "";
        return new PodOptions(
            pods,
            _connection.Read(result),
            result.GetValue(_container),
            _pods is null ? null : result.GetValue(_pods),
            new AgentImage(image.Length > 0 ? image : OwnImage, policy));
    }

    private static Option<int?> Count() => new("--pods")
    {
        HelpName = "N|all",
        Description = "Into how many pods of a workload to look at once (default 1); their profiles are merged, with labels pod and node",
        CompletionSources = { All },
        CustomParser = result =>
        {
            string word = result.Tokens[^1].Value;
            if (word == All)
                return int.MaxValue;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0)
                return count;
            result.AddError($"--pods: '{word}' is neither a number of 1 or more nor all");
            return null;
        },
    };
}
