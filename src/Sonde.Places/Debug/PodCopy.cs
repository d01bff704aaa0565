using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sonde.Places.Made;

namespace Sonde.Places.Debug;

/// <summary>
/// A copy of a pod to look at: nothing sends traffic to it (no labels), nothing restarts it (no probes), nobody owns it. It shares volumes and
/// rights with the pod.
/// </summary>
public sealed class PodCopy
{
    /// <summary>Where the tools are, in a container whose entry point is held.</summary>
    public const string ToolsFolder = "/.sonde";

    private const string ToolsVolume = "sonde-tools";

    /// <summary>How long a held container waits for its user.</summary>
    private const string HoldTime = "12h";

    private static readonly string[] OfThePodAlone =
        ["ephemeralContainers", "nodeName", "hostname", "subdomain", "schedulingGates", "priority", "preemptionPolicy"];

    private readonly JsonObject _source;
    private readonly JsonObject _spec;
    private readonly string _name;
    private readonly KeptParts _kept;
    private bool _staysOnNode;

    /// <summary>Begins a copy.</summary>
    /// <param name="source">The pod as the API gives it.</param>
    /// <param name="name">The copy's name.</param>
    /// <param name="kept">Which parts it keeps.</param>
    public PodCopy(JsonObject source, string name, KeptParts kept)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(kept);
        (_source, _name, _kept) = (source, name, kept);
        _spec = (JsonObject)source["spec"]!.DeepClone();
        if (!kept.InitContainers)
            _spec.Remove("initContainers");
    }

    /// <summary>A name that no other pod has, and that shows whose copy it is.</summary>
    public static string NameFor(string pod)
    {
        const int LongestName = 63, Suffix = 12;
        return $"{pod[..Math.Min(pod.Length, LongestName - Suffix)].TrimEnd('-', '.')}-debug-{RandomNumberGenerator.GetHexString(5, lowercase: true)}";
    }

    /// <summary>Replaces images.</summary>
    /// <exception cref="PlaceException">There is no such container.</exception>
    public void SetImages(IReadOnlyDictionary<string, string> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach ((string container, string image) in images)
        {
            JsonObject[] meant = [.. Containers("containers").Concat(Containers("initContainers")).Where(one => container == "*" || NameOf(one) == container)];
            if (meant.Length == 0)
                throw new PlaceException($"the pod has no container {container} whose image could be set: it has {string.Join(", ", Containers("containers").Select(NameOf))}");
            foreach (JsonObject one in meant)
                one["image"] = image;
        }
    }

    /// <summary>Replaces a container's command.</summary>
    /// <param name="container">The container.</param>
    /// <param name="command">What it runs.</param>
    /// <param name="hasTerminal">With a terminal to attach to.</param>
    public void SetCommand(string container, IReadOnlyList<string> command, bool hasTerminal = false)
    {
        JsonObject one = Container(container);
        if (hasTerminal)
            (one["stdin"], one["tty"]) = (true, true);
        one["command"] = Spec.Texts(command);
        one.Remove("args");
    }

    /// <summary>Adds a container.</summary>
    public void Add(JsonObject container) => ((JsonArray)_spec["containers"]!).Add((JsonNode)container);

    /// <summary>All containers see each other's processes.</summary>
    public void ShareProcesses() => _spec["shareProcessNamespace"] = true;

    /// <summary>Puts it onto the pod's node.</summary>
    public void StayOnNode() => _staysOnNode = true;

    /// <summary>
    /// Lets a container start with all it has, its image, user, files and environment, but wait instead of running its program. What waits is
    /// a program that Sonde's image puts into a volume beside it: the image itself need have none.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="image">Sonde's image.</param>
    /// <param name="pullPolicy">Its pull policy; null for the cluster's.</param>
    /// <returns>The command that it would run: its words, or null when only its image knows.</returns>
    public IReadOnlyList<string>? Hold(string container, string image, string? pullPolicy)
    {
        JsonObject one = Container(container);
        string[] command = Texts(one["command"]), arguments = Texts(one["args"]);
        SetCommand(container, [$"{ToolsFolder}/busybox", "sleep", HoldTime]);
        Named(one, "volumeMounts").Add((JsonNode)new JsonObject { ["name"] = ToolsVolume, ["mountPath"] = ToolsFolder, ["readOnly"] = true });
        Named(_spec, "volumes").Add((JsonNode)new JsonObject { ["name"] = ToolsVolume, ["emptyDir"] = new JsonObject() });
        var init = new JsonObject
        {
            ["name"] = ToolsVolume,
            ["image"] = image,
            ["command"] = Spec.Texts(
                ["busybox", "sh", "-c", $"cp /usr/bin/busybox {ToolsFolder}/busybox && mkdir {ToolsFolder}/bin && {ToolsFolder}/busybox --install -s {ToolsFolder}/bin"]),
            ["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = ToolsVolume, ["mountPath"] = ToolsFolder }),
            ["securityContext"] = Spec.Restricted(),
        };
        if (pullPolicy is not null)
            init["imagePullPolicy"] = pullPolicy;
        init["securityContext"]!["runAsUser"] = 65532;
        Named(_spec, "initContainers").Insert(0, init);
        _spec["restartPolicy"] = "Never";
        return command.Length > 0 ? [.. command, .. arguments] : arguments.Length > 0 ? ["(the image's ENTRYPOINT)", .. arguments] : null;
    }

    /// <summary>The copy as the API takes it.</summary>
    /// <param name="session">The container in which a session is to be had.</param>
    public JsonObject Manifest(string session)
    {
        foreach (string field in OfThePodAlone.Where(field => field != "nodeName" || !_staysOnNode))
            _spec.Remove(field);
        (string Probe, bool IsKept)[] probes = [("livenessProbe", _kept.Liveness), ("readinessProbe", _kept.Readiness), ("startupProbe", _kept.Startup)];
        foreach (JsonObject container in Containers("containers"))
        {
            foreach ((string probe, _) in probes.Where(one => !one.IsKept))
                container.Remove(probe);
        }

        JsonNode metadata = _source["metadata"]!;
        JsonObject labels = Kept("labels", _kept.Labels), annotations = Kept("annotations", _kept.Annotations);
        (labels[MadeLabels.ManagedBy], labels[MadeLabels.Kind]) = (MadeLabels.Sonde, MadeLabels.Copy);
        (annotations[MadeLabels.Of], annotations[MadeLabels.Session]) = ((string)metadata["name"]!, session);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = _name,
                ["namespace"] = (string)metadata["namespace"]!,
                ["labels"] = labels,
                ["annotations"] = annotations,
            },
            ["spec"] = _spec,
        };

        JsonObject Kept(string field, bool isKept) => isKept && metadata[field] is JsonObject own ? (JsonObject)own.DeepClone() : [];
    }

    private IEnumerable<JsonObject> Containers(string list) => (_spec[list] as JsonArray)?.OfType<JsonObject>() ?? [];

    private JsonObject Container(string wanted) => Containers("containers").FirstOrDefault(one => NameOf(one) == wanted)
        ?? throw new PlaceException($"the pod has no container {wanted}: it has {string.Join(", ", Containers("containers").Select(NameOf))}");

    private static string NameOf(JsonObject container) => (string?)container["name"] ?? "";

    private static JsonArray Named(JsonObject parent, string list)
    {
        if (parent[list] is not JsonArray array)
            parent[list] = array = [];
        return array;
    }

    private static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => (string?)text ?? "")];
}
