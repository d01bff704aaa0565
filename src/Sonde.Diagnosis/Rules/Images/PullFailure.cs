using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A container whose image is not there, as the newest pod of its workload shows it.</summary>
internal sealed record PullFailure(Workload Workload, Pod Pod, Container Container, ContainerStatus Status, PullProblem Problem, string Message)
{
    private const string Pulling = "Failed to pull image";

    /// <summary>How many pods of the workload wait for it.</summary>
    public int Pods { get; init; } = 1;

    /// <summary>Pull secrets that the pod names and that are missing or of the wrong type, each with what is wrong.</summary>
    public IReadOnlyList<(string Name, string Wrong)> BadSecrets { get; init; } = [];

    /// <summary>The registry's host.</summary>
    public string Registry => ImageReference.RegistryOf(Container.Image);

    /// <summary>Since when: the pod's first failed pull.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The kubelet's words and the image.</summary>
    public IReadOnlyList<Evidence> Evidence =>
    [
        new(Pod.Ref, $"{Status.Path}.state.waiting", $"{Status.State.WaitingReason}: {Core(Message)}", Since),
        new(Pod.Ref, $"spec.containers[{Container.Name}].image", Container.Image, null),
    ];

    /// <summary>A finding about the workload, with all that is known.</summary>
    public Finding ToFinding(string slug, string title) => new(slug, Workload.Ref, title)
    {
        Container = Container.Name,
        Since = Since,
        Evidence = Evidence,
        Remedies = [.. Rollback.Of(Workload)],
    };

    /// <summary>Credentials for the registry, as a Secret that the pod can name.</summary>
    public Remedy MakeSecret(string text, string name = "NAME") => new(
        text,
        $"kubectl create secret docker-registry {name} -n {Workload.Ref.Namespace} --docker-server={Registry} --docker-username=USER --docker-password=PASSWORD",
        null, IsDisruptive: false);

    /// <summary>The runtime's message without the wrappings that repeat the image's name.</summary>
    public static string Core(string message)
    {
        string core = message;
        foreach (string wrapping in (string[])["failed to do request: ", "failed to resolve reference ", "failed to authorize: ", "failed to pull and unpack image "])
        {
            int at = core.LastIndexOf(wrapping, StringComparison.Ordinal);
            if (at >= 0)
            {
                core = core[(at + (wrapping.StartsWith("failed to r", StringComparison.Ordinal) || wrapping.EndsWith("image ", StringComparison.Ordinal) ? 0 : wrapping.Length))..];
                break;
            }
        }

        return LogExcerpt.Shorten(core);
    }

    /// <summary>The containers of a workload that wait for their image, one for each container.</summary>
    public static IEnumerable<PullFailure> Of(Workload workload, RuleContext context)
    {
        Dictionary<string, PullFailure>? found = null;
        foreach (Pod pod in workload.Pods)
        {
            if (pod.IsDone || pod.IsReady || pod.Meta.Deleted is not null)
                continue;
            foreach (ContainerStatus status in pod.AllStatuses)
            {
                if (!IsPull(status.State.WaitingReason) || pod.Spec.Find(status.Name) is not { } container)
                    continue;
                found ??= [];
                if (found.TryGetValue(container.Name, out PullFailure? seen))
                    found[container.Name] = seen with { Pods = seen.Pods + 1 };
                else if (Judge(workload, pod, container, status, context) is { } failure)
                    found[container.Name] = failure;
            }
        }

        return found?.Values ?? Enumerable.Empty<PullFailure>();
    }

    private static bool IsPull(string? reason) => reason is "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName"
        or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable" or "SignatureValidationFailed";

    private static PullFailure Judge(Workload workload, Pod pod, Container container, ContainerStatus status, RuleContext context)
    {
        string message = status.State.WaitingMessage;
        DateTimeOffset? since = null;
        foreach (KubeEvent seen in context.Events(pod.Ref))
        {
            bool isPull = seen.Container == container.Name && seen.IsWarning
                && seen.Reason is "Failed" or "InspectFailed" or "ErrImageNeverPull";
            if (!isPull)
                continue;
            since = since is null || seen.First < since ? seen.First : since;
            // Older kubelets say only "Back-off pulling image" in the status; the event has the reason.
            if (seen.Message.StartsWith(Pulling, StringComparison.Ordinal) && !message.Contains(": ", StringComparison.Ordinal))
                message = seen.Message;
        }

        List<(string, string)> bad = BadPullSecrets(pod, context);
        PullProblem problem = PullMessage.Classify(status.State.WaitingReason!, message);
        if (problem == PullProblem.Unauthorized && bad.Count > 0)
            problem = PullProblem.SecretMissing;
        // "does not exist or may require authorization": credentials for that registry that were not enough point to the latter.
        else if (problem == PullProblem.NotFound && PullMessage.MayBeAuthorization(message))
            problem = bad.Count > 0 ? PullProblem.SecretMissing : HasCredentials(pod, container, context) ? PullProblem.Unauthorized : problem;
        return new PullFailure(workload, pod, container, status, problem, message) { Since = since ?? pod.Meta.Created, BadSecrets = bad };
    }

    private static List<(string, string)> BadPullSecrets(Pod pod, RuleContext context)
    {
        var bad = new List<(string, string)>();
        foreach (string name in pod.Spec.ImagePullSecrets)
        {
            Secret? secret = context.Find<Secret>("Secret", pod.Ref.Namespace, name);
            bool saysMissing = context.Events(pod.Ref).Any(seen =>
                seen.Reason == "FailedToRetrieveImagePullSecret" && seen.Message.Contains(name, StringComparison.Ordinal));
            if (secret is null && (context.KnowsAll("Secret", pod.Ref.Namespace) || saysMissing))
                bad.Add((name, "does not exist"));
            else if (secret is { Type: not ("kubernetes.io/dockerconfigjson" or "kubernetes.io/dockercfg") })
                bad.Add((name, $"has type {secret.Type}, not kubernetes.io/dockerconfigjson"));
        }

        return bad;
    }

    private static bool HasCredentials(Pod pod, Container container, RuleContext context) => pod.Spec.ImagePullSecrets.Any(name =>
        context.Find<Secret>("Secret", pod.Ref.Namespace, name) is { } secret
        && (secret.Registries.Count == 0 || secret.Registries.Any(server => ImageReference.IsFor(server, ImageReference.RegistryOf(container.Image)))));
}
