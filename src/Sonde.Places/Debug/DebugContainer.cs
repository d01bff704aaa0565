using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sonde.Places.Ephemeral;
using Sonde.Places.Made;

namespace Sonde.Places.Debug;

/// <summary>An ephemeral container for a person: an image of theirs, or Sonde's with a profile of their choice.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">The container whose processes it sees.</param>
/// <param name="Image">What it runs.</param>
internal sealed record DebugContainer(string Name, string Target, AgentImage Image) : IEphemeralSpec
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "debug-sonde-";

    /// <summary>What it runs; null for what its image runs by itself.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Its <c>securityContext</c>; null for none.</summary>
    public JsonObject? Security { get; init; }

    /// <summary>It has a stdin to attach to.</summary>
    public bool HasInput { get; init; }

    /// <summary>It has a terminal to attach to.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>The user's own changes (<c>--custom</c>); null for none.</summary>
    public JsonObject? Custom { get; init; }

    /// <inheritdoc/>
    public string What => "container for debugging";

    /// <inheritdoc/>
    public bool MayEnd => HasInput;

    /// <summary>A name that no other has.</summary>
    public static string NewName() => Prefix + RandomNumberGenerator.GetHexString(5, lowercase: true);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Patch()
    {
        JsonObject container = Container();
        container["targetContainerName"] = Target;
        return Spec.Bytes(new JsonObject { ["spec"] = new JsonObject { ["ephemeralContainers"] = new JsonArray(container) } });
    }

    /// <summary>The container itself, also for a copy of a pod.</summary>
    public JsonObject Container()
    {
        var container = new JsonObject { ["name"] = Name, ["image"] = Image.Name };
        if (Image.PullPolicy is { } policy)
            container["imagePullPolicy"] = policy;
        if (Command is { } command)
            container["command"] = Spec.Texts(command);
        if (Variables.Count > 0)
            container["env"] = Spec.Variables(Variables);
        if (HasInput)
        {
            container["stdin"] = true;
            if (!HasTerminal)
                container["stdinOnce"] = true;
        }

        if (HasTerminal)
            container["tty"] = true;
        if (Security is { Count: > 0 } security)
            container["securityContext"] = security.DeepClone();
        Spec.Merge(container, Custom);
        return container;
    }
}
