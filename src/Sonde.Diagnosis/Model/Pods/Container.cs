namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A container as the pod's spec describes it.</summary>
/// <param name="Name">Its name in the pod.</param>
/// <param name="Image">The image reference, as it was written.</param>
public sealed record Container(string Name, string Image)
{
    /// <summary>Replaces the image's entrypoint; empty when it does not.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Replaces the image's arguments; empty when it does not.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string PullPolicy { get; init; } = "";

    /// <summary>The ports it declares; it may listen on others.</summary>
    public IReadOnlyList<ContainerPort> Ports { get; init; } = [];

    /// <summary>Its environment, in order.</summary>
    public IReadOnlyList<EnvVar> Env { get; init; } = [];

    /// <summary>ConfigMaps and Secrets that become variables as a whole.</summary>
    public IReadOnlyList<KeyRef> EnvFrom { get; init; } = [];

    /// <summary>What it asks for.</summary>
    public ResourceNeeds Resources { get; init; } = ResourceNeeds.None;

    /// <summary>Restarts it when it fails.</summary>
    public Probe? Liveness { get; init; }

    /// <summary>Takes it out of its Services while it fails.</summary>
    public Probe? Readiness { get; init; }

    /// <summary>Holds back the other two until it succeeds.</summary>
    public Probe? Startup { get; init; }

    /// <summary>Runs right after the start.</summary>
    public HookHandler? PostStart { get; init; }

    /// <summary>Runs before SIGTERM.</summary>
    public HookHandler? PreStop { get; init; }

    /// <summary>Where volumes are mounted.</summary>
    public IReadOnlyList<VolumeMount> Mounts { get; init; } = [];

    /// <summary><c>Always</c> makes an init container a sidecar; empty otherwise.</summary>
    public string RestartPolicy { get; init; } = "";

    /// <summary>The container's own security settings.</summary>
    public SecuritySettings Security { get; init; } = SecuritySettings.None;

    /// <summary>An init container that runs beside the others.</summary>
    public bool IsSidecar => RestartPolicy == "Always";
}
