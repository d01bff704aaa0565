using System.CommandLine;
using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Collectors.Session.Targets;
using Sonde.Places;
using Sonde.Places.Pods;

namespace Sonde.Cli.Pods;

/// <summary>The options of every command that reaches into pods.</summary>
internal sealed class PodArguments
{
    private const string All = "all";

    private static readonly string[] Places = [.. Enum.GetNames<PlaceKind>().Select(name => name.ToLowerInvariant())];

    private readonly ConnectionArguments _connection = new("The pod's namespace (default: the context's)");
    private readonly Option<string?> _container = new("--container", "-c")
    {
        HelpName = "NAME",
        Description = "Which container (default: the one its pod's annotation names, else the first)",
    };

    private readonly Option<string?> _selector = new("--selector", "-l")
    {
        HelpName = "LABELS",
        Description = "Instead of TARGET: pods with these labels, as kubectl takes them: app=cart,tier!=test",
    };

    private readonly Option<string?> _place = new("--place")
    {
        HelpName = "PLACE",
        Description = "Where to run: agent (the node agent of 'sonde install'), ephemeral (a container added to the pod), node (a privileged pod "
            + "on the node, removed afterwards), auto (default: agent, else ephemeral)",
        CompletionSources = { Places },
    };

    private readonly Option<int?>? _pods;
    private readonly Option[] _anywhere;
    private readonly ImageArguments _image = new();

    /// <summary>Creates the options.</summary>
    /// <param name="takesSeveral">Whether the command can look into several pods at once.</param>
    /// <param name="runsAnywhere">Whether it may run in a place outside of the pod, and finds pods by their labels.</param>
    public PodArguments(bool takesSeveral, bool runsAnywhere = true)
    {
        _pods = takesSeveral ? Count() : null;
        _anywhere = runsAnywhere ? [_selector, _place] : [];
    }

    /// <summary>The options, for help.</summary>
    public OptionGroup Group => new(
        "Pods", [_connection.Namespace, _container, .. _pods is null ? (Option[])[] : [_pods], .. _anywhere, .. _image.All, .. _connection.Server]);

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

        string? container = result.GetValue(_container), place = result.GetValue(_place);
        int? most = _pods is null ? null : result.GetValue(_pods);
        if (pods.Kind == PodTargetKind.Node && (container is not null || most is not null || place == Places[(int)PlaceKind.Ephemeral]))
            throw new UsageException($"{pods} is a node with everything on it: --container, --pods and --place ephemeral are about pods");
        if (place is not null && !Places.Contains(place))
            throw new UsageException($"--place: '{place}' is unknown: use {UsageErrors.Alternatives(Places)}");
        return new PodOptions(
            pods,
            _connection.Read(result),
            container,
            most,
            _image.Read(result))
        {
            Place = place is null ? PlaceKind.Auto : (PlaceKind)Array.IndexOf(Places, place),
        };
    }

    /// <summary>The pods that a selector names; null when none is given.</summary>
    /// <exception cref="UsageException">It is empty.</exception>
    public Target? Selected(ParseResult result) => result.GetValue(_selector) switch
    {
        null => null,
        "" => throw new UsageException("--selector: no labels are given: write app=cart"),
        var selector => new KubernetesTarget(PodTarget.OfSelector(selector)),
    };

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
