using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Debug;
using Sonde.Cli.Help;
using Sonde.Cli.Input;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Programs;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes.Yaml;
using Sonde.Places.Debug;
using Sonde.Places.Ephemeral;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde debug</c>.</summary>
internal sealed class DebugCommand : SondeCommand
{
    private const string Auto = "auto";

    private static readonly string[] Profiles = [Auto, .. DebugProfile.All.Select(profile => profile.Name)];

    private readonly TargetCommandArgument _target = new(TargetForms.InClusterAndNodes);
    private readonly Option<string?> _image = new("--image") { HelpName = "IMAGE", Description = "An image of yours with the tools you want (default: Sonde's own, with busybox)" };
    private readonly Option<string?> _pullPolicy = new("--image-pull-policy") { HelpName = "POLICY", Description = "Always, IfNotPresent or Never (default: the cluster's)" };
    private readonly Option<string?> _profile = new("--profile") { HelpName = "NAME", Description = $"What the session may do: {UsageErrors.Alternatives(Profiles)}. Default auto: the most useful one that may run", CompletionSources = { Profiles } };
    private readonly Option<string?> _custom = new("--custom") { HelpName = "FILE", Description = "Changes to the session's container, a part of a container spec in YAML or JSON" };
    private readonly Option<string?> _container = new("--container", "-c", "--target") { HelpName = "NAME", Description = "Which container (default: the one its pod's annotation names, else the first)" };
    private readonly Option<string[]> _variables = new("--env") { HelpName = "NAME=VALUE", Description = "An environment variable of the session; may be repeated" };
    private readonly Option<string?> _copyTo = new("--copy-to") { HelpName = "NAME", Description = "In a copy of the pod with this name, without labels, probes and owner" };
    private readonly Option<string[]> _setImage = new("--set-image") { HelpName = "CONTAINER=IMAGE", Description = "In the copy another image; * is every container; may be repeated" };
    private readonly Option<bool> _share = new("--share-processes") { Description = "In the copy containers see each other's processes (default true)", DefaultValueFactory = _ => true };
    private readonly Option<bool> _sameNode = new("--same-node") { Description = "The copy runs on the same node" };
    private readonly Option<bool> _replace = new("--replace") { Description = "The copy takes the place of the pod, which is deleted" };
    private readonly Option<bool> _keepLabels = Keep("labels", "The copy keeps the pod's labels, so that Services send it traffic");
    private readonly Option<bool> _keepAnnotations = Keep("annotations", "The copy keeps the pod's annotations");
    private readonly Option<bool> _keepLiveness = Keep("liveness", "The copy keeps its liveness probes");
    private readonly Option<bool> _keepReadiness = Keep("readiness", "The copy keeps its readiness probes");
    private readonly Option<bool> _keepStartup = Keep("startup", "The copy keeps its startup probes");
    private readonly Option<bool> _keepInit = new("--keep-init-containers") { Description = "The copy runs the pod's init containers (default true)", DefaultValueFactory = _ => true };
    private readonly Option<bool> _list = new("--list") { Description = "Shows the pods that Sonde has made and that are still there" };
    private readonly Option<bool> _cleanup = new("--cleanup") { Description = "Deletes them" };
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "With --list and --cleanup: in all namespaces" };
    private readonly ConnectionArguments _connection = new("The pod's namespace, or the one for pods on nodes (default: the context's)");

    /// <summary>Creates the command.</summary>
    public DebugCommand(Streams streams)
        : base("debug", "Let me in: a shell with tools beside a container, in a copy of a pod, or on a node.")
    {
        Add(_target);
        foreach (Option option in (Option[])[_image, _pullPolicy, _profile, _custom, _container, _variables, .. Copy.Options, _list, _cleanup, _all, _connection.Namespace, .. _connection.Server])
            Add(option);
        SetAction(async (result, interrupt) => await new DebugRun(streams, Bind(result, InteractiveSession.IsPossible(streams))).RunAsync(interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS] [-- COMMAND ARGS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Target", [.. TargetForms.InClusterAndNodes.Forms.Select(form => (form.Form, form.Meaning))]),
        new("Profiles", [(Auto, "the first that admission allows of general, baseline and restricted; on a node sysadmin first"),
            .. DebugProfile.All.Select(profile => (profile.Name, profile.Meaning))]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [Copy];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde debug pod/checkout-7d9 -n shop", "A shell beside the pod's container; its image needs none. Again: back into the same."),
        new("sonde debug pod/checkout-7d9 -n shop -- netstat -tln", "One command; its output and exit code come back."),
        new("sonde debug deploy/checkout -n shop --image registry.example.com/tools:1", "An image of yours."),
        new("sonde debug pod/import-x2x -n shop --copy-to import-debug", "In a copy. Of a pod that crashes a copy is made anyway, and its program waits for you."),
        new("sonde debug node/worker-3", "On a node, whose files are at /host."),
        new("sonde debug --list -A", "What Sonde has made and is still there; --cleanup deletes it."),
    ];

    private OptionGroup Copy => new("Copies", [_copyTo, _setImage, _share, _sameNode, _replace, _keepLabels, _keepAnnotations, _keepLiveness, _keepReadiness, _keepStartup, _keepInit]);

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public DebugOptions Bind(ParseResult result, bool hasTerminal)
    {
        var (target, command) = _target.Read(result);
        bool lists = result.GetValue(_list), cleansUp = result.GetValue(_cleanup);
        if (target is null && !lists && !cleansUp)
            throw _target.Missing();
        if (target is not null && (lists || cleansUp))
            throw new UsageException("--list and --cleanup take no target");
        string profile = result.GetValue(_profile) ?? Auto;
        if (!Profiles.Contains(profile))
            throw new UsageException($"--profile: '{profile}' is unknown: use {UsageErrors.Alternatives(Profiles)}");
        string? image = result.GetValue(_image), copyTo = result.GetValue(_copyTo);
        IReadOnlyDictionary<string, string> images = VariableText.Read("--set-image", result.GetValue(_setImage));
        if (copyTo is null && (images.Count > 0 || result.GetValue(_replace) || result.GetValue(_sameNode)))
            throw new UsageException("--set-image, --same-node and --replace are about a copy: add --copy-to NAME");
        var kept = new KeptParts
        {
            Labels = result.GetValue(_keepLabels),
            Annotations = result.GetValue(_keepAnnotations),
            Liveness = result.GetValue(_keepLiveness),
            Readiness = result.GetValue(_keepReadiness),
            Startup = result.GetValue(_keepStartup),
            InitContainers = result.GetValue(_keepInit),
        };
        if (copyTo is null && kept != new KeptParts())
            throw new UsageException("--keep-… are about a copy: add --copy-to NAME");
        var request = new DebugRequest(
            new AgentImage(image ?? ImageArguments.OwnImage, result.GetValue(_pullPolicy)), image is null, DebugProfile.All.FirstOrDefault(one => one.Name == profile))
        {
            Command = command,
            Variables = VariableText.Read("--env", result.GetValue(_variables)),
            HasTerminal = hasTerminal,
            Custom = result.GetValue(_custom) is { } file ? ReadCustom(file) : null,
            Images = images,
            SharesProcesses = result.GetValue(_share),
            IsOnSameNode = result.GetValue(_sameNode),
            Container = result.GetValue(_container),
            Kept = kept,
        };
        return new DebugOptions((target as KubernetesTarget)?.Pods, _connection.Read(result), request)
        {
            OwnImage = ImageArguments.OwnImage,
            CopyTo = copyTo,
            Replaces = result.GetValue(_replace),
            NamesImage = image is not null,
            Lists = lists,
            CleansUp = cleansUp,
            IsEverywhere = result.GetValue(_all),
        };
    }

    private static Option<bool> Keep(string part, string description) => new($"--keep-{part}") { Description = description };

    private static JsonObject ReadCustom(string file)
    {
        try
        {
            using StreamReader text = File.OpenText(file);
            ReadOnlyMemory<byte> json = YamlJson.Documents(text).FirstOrDefault();
            return JsonNode.Parse(json.Span) as JsonObject ?? throw new InputException($"{file} holds no part of a container: write fields such as env and volumeMounts");
        }
        catch (Exception e) when (e is YamlException or JsonException)
        {
            throw new InputException($"{file} cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read {file}: {OutputException.Reason(e)}", e);
        }
    }
}
