using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A ConfigMap or Secret, or a key of one, that a pod which does not start refers to and that is not there.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Reference">Where it refers to it.</param>
/// <param name="Container">The container that needs it; empty when the whole pod does.</param>
/// <param name="Key">The missing key; empty when the object itself is missing.</param>
internal sealed partial record ConfigTrouble(Pod Pod, KeyRef Reference, string Container, string Key)
{
    // A volume that waits a moment for its ConfigMap to appear is no trouble yet.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Of an object with few keys, all can be said.
    private const int MostKeys = 4;

    /// <summary>The volume that needs it; empty when it is needed for the environment.</summary>
    public string Volume { get; init; } = "";

    /// <summary>Where it is mounted by a subPath, so that an empty folder stands in its place; empty otherwise.</summary>
    public string At { get; init; } = "";

    /// <summary>Who needs it, in words.</summary>
    public string Needs => (Volume.Length, Container.Length) switch
    {
        _ when At.Length > 0 => $"container {Container} mounts it at {At} by subPath, finds an empty folder there, and ends with an error",
        (0, _) => $"container {Container} needs it for its environment and cannot start",
        (_, 0) => $"volume {Volume} needs it, and the pod cannot start without",
        _ => $"container {Container} mounts it (volume {Volume}) and cannot start",
    };

    /// <summary>The kubelet's words, where it said something; null otherwise.</summary>
    public Evidence? Said { get; init; }

    /// <summary>The object's name.</summary>
    public ObjectRef Target => new(Reference.Kind, Pod.Ref.Namespace, Reference.Name);

    /// <summary>The troubles of a workload, one for each object and key.</summary>
    public static IEnumerable<ConfigTrouble> Of(Workload workload, RuleContext context)
    {
        HashSet<(string, string, string)>? seen = null;
        foreach (Pod pod in workload.Pods)
        {
            foreach (ConfigTrouble trouble in SubPaths(pod, context).Concat(EmptyFolders(pod, context)))
            {
                if ((seen ??= []).Add((trouble.Reference.Kind, trouble.Reference.Name, trouble.Key)))
                    yield return trouble;
            }

            if (!Waits(pod, context))
                continue;
            foreach ((KeyRef reference, string container, string volume) in References(pod.Spec))
            {
                foreach (string key in Missing(pod, reference, context))
                {
                    if ((seen ??= []).Add((reference.Kind, reference.Name, key)))
                        yield return new ConfigTrouble(pod, reference, container, key) { Volume = volume, Said = SaidOf(pod, reference.Name, context) };
                }
            }
        }
    }

    /// <summary>Objects whose names stand near the one that is missing.</summary>
    public string Nearest(RuleContext context)
    {
        IEnumerable<string> names = Key.Length > 0
            ? KeysOf(context.Find(Target))
            : Reference.Kind == "Secret"
                ? context.All<Secret>().Where(secret => secret.Ref.Namespace == Pod.Ref.Namespace).Select(secret => secret.Ref.Name)
                : context.All<ConfigMap>().Where(map => map.Ref.Namespace == Pod.Ref.Namespace).Select(map => map.Ref.Name);
        string wanted = Key.Length > 0 ? Key : Reference.Name;
        if (NearName.Of(wanted, names) is { } near)
            return Key.Length > 0 ? $"; it has the key {near}, which is nearly that" : $"; there is {near}, which is nearly that";
        string[] few = [.. names.Order(StringComparer.Ordinal).Take(MostKeys + 1)];
        return Key.Length == 0 || few.Length > MostKeys ? "" : few.Length == 0 ? "; it is empty" : $"; it has {string.Join(", ", few)}";
    }

    /// <summary>
    /// A subPath that is no key of its ConfigMap or Secret becomes an empty folder, which cannot be mounted onto a file.
    /// </summary>
    private static IEnumerable<ConfigTrouble> SubPaths(Pod pod, RuleContext context)
    {
        foreach (ContainerStatus status in pod.AllStatuses)
        {
            string message = status.State.WaitingReason is not null && status.State.WaitingMessage.Contains("mounting", StringComparison.Ordinal)
                ? status.State.WaitingMessage : status.Death?.Message ?? "";
            string at = RuntimeMessage.MismatchedMount(message);
            if (at.Length == 0 || status.State.RunningSince is not null
                || pod.Spec.Find(status.Name)?.Mounts.FirstOrDefault(mount => mount.Path == at && mount.SubPath.Length > 0) is not { } mount
                || pod.Spec.Volumes.FirstOrDefault(volume => volume.Name == mount.Volume) is not { Refs: [{ } reference] } volume
                || reference.Keys.Count > 0)
            {
                continue;
            }

            KubeObject? found = context.Find(new ObjectRef(reference.Kind, pod.Ref.Namespace, reference.Name));
            if (found is not null && !KeysOf(found).Contains(mount.SubPath))
            {
                yield return new ConfigTrouble(pod, reference, status.Name, mount.SubPath)
                {
                    Volume = volume.Name,
                    Said = new Evidence(pod.Ref, $"{status.Path}.state", RuntimeMessage.Core(message), status.Death?.Finished),
                };
            }
        }
    }

    /// <summary>The same of a container that runs into it: where it wants a file there is an empty folder.</summary>
    private static IEnumerable<ConfigTrouble> EmptyFolders(Pod pod, RuleContext context)
    {
        foreach (ContainerStatus status in pod.AllStatuses)
        {
            if (status is not { Death.ExitCode: not 0, IsReady: false } || pod.Spec.Find(status.Name) is not { } container)
                continue;
            foreach (VolumeMount mount in container.Mounts.Where(mount => mount.SubPath.Length > 0 && !mount.SubPath.Contains('/')))
            {
                if (pod.Spec.Volumes.FirstOrDefault(volume => volume.Name == mount.Volume) is not { Refs: [{ Keys.Count: 0 } reference] } volume
                    || context.Find(new ObjectRef(reference.Kind, pod.Ref.Namespace, reference.Name)) is not { } found || !found.Meta.Knows("keys") || KeysOf(found).Contains(mount.SubPath))
                {
                    continue;
                }

                string? line = LogExcerpt.Of(pod, status, context).All.LastOrDefault(line =>
                    line.Contains("is a directory", StringComparison.OrdinalIgnoreCase) || line.Contains("EISDIR", StringComparison.Ordinal) || line.Contains(mount.Path, StringComparison.Ordinal));
                if (line is not null)
                    yield return new ConfigTrouble(pod, reference, status.Name, mount.SubPath) { Volume = volume.Name, At = mount.Path, Said = new Evidence(pod.Ref, $"log {status.Name}", LogExcerpt.Shorten(line), null) };
            }
        }
    }

    private static bool Waits(Pod pod, RuleContext context)
    {
        if (pod.IsDone || pod.Meta.Deleted is not null || !pod.IsScheduled)
            return false;
        foreach (ContainerStatus status in pod.AllStatuses)
        {
            if (status.State.WaitingReason == "CreateContainerConfigError")
                return true;
            if (status.State.WaitingReason is "ContainerCreating" or "PodInitializing" && context.Now - pod.Meta.Created >= Patience)
                return true;
        }

        // The kubelet has written nothing yet: it is at the volumes.
        return pod.ContainerStatuses.Count == 0 && pod.Phase == "Pending" && context.Now - pod.Meta.Created >= Patience;
    }

    private static IEnumerable<(KeyRef, string Container, string Volume)> References(PodSpec spec)
    {
        foreach (Container container in spec.AllContainers)
        {
            foreach (KeyRef whole in container.EnvFrom)
                yield return (whole, container.Name, "");
            foreach (EnvVar variable in container.Env)
            {
                if (variable.From is { } from)
                    yield return (from, container.Name, "");
            }
        }

        foreach (Volume volume in spec.Volumes)
        {
            foreach (KeyRef file in volume.Refs)
                yield return (file, "", volume.Name);
        }
    }

    /// <summary>An empty text for the whole object, or its missing keys.</summary>
    private static IEnumerable<string> Missing(Pod pod, KeyRef reference, RuleContext context)
    {
        if (reference.IsOptional || reference.Name.Length == 0)
            yield break;
        var target = new ObjectRef(reference.Kind, pod.Ref.Namespace, reference.Name);
        KubeObject? found = context.Find(target);
        if (found is null)
        {
            // Where objects of this kind could not be read, only the kubelet's word tells.
            if (context.KnowsAll(reference.Kind, pod.Ref.Namespace) || SaysMissing(pod, reference, context))
                yield return "";
            yield break;
        }

        if (!found.Meta.Knows("keys"))
            yield break;
        IReadOnlyCollection<string> keys = KeysOf(found);
        foreach (string key in reference.Keys)
        {
            if (key.Length > 0 && !keys.Contains(key))
                yield return key;
        }
    }

    private static IReadOnlyCollection<string> KeysOf(KubeObject? found) => found switch
    {
        ConfigMap map => [.. map.Data.Keys],
        Secret secret => secret.Keys,
        _ => [],
    };

    private static bool SaysMissing(Pod pod, KeyRef reference, RuleContext context) =>
        Words(pod, context).Any(said => NotFound().Match(said.Value) is { Success: true } match
            && match.Groups["name"].Value == reference.Name
            && string.Equals(match.Groups["kind"].Value, reference.Kind, StringComparison.OrdinalIgnoreCase));

    private static Evidence? SaidOf(Pod pod, string name, RuleContext context) =>
        Words(pod, context).FirstOrDefault(said => said.Value.Contains(name, StringComparison.Ordinal));

    private static IEnumerable<Evidence> Words(Pod pod, RuleContext context)
    {
        foreach (ContainerStatus status in pod.AllStatuses)
        {
            if (status.State.WaitingReason == "CreateContainerConfigError")
                yield return new Evidence(pod.Ref, $"{status.Path}.state.waiting", $"CreateContainerConfigError: {status.State.WaitingMessage}", null);
        }

        foreach (KubeEvent seen in context.Events(pod.Ref).Reverse())
        {
            if (seen.Reason is "FailedMount" or "Failed")
                yield return new Evidence(pod.Ref, $"event {seen.Reason} ×{seen.Count}", LogExcerpt.Shorten(seen.Message), seen.Last);
        }
    }

    [GeneratedRegex("""(?<kind>configmap|secret)s? "(?<name>[^"]+)" not found""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NotFound();
}
