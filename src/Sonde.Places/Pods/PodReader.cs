using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Places.Memory;

namespace Sonde.Places.Pods;

/// <summary>Reads pods from the API's JSON.</summary>
internal static class PodReader
{
    private const string DefaultContainer = "kubectl.kubernetes.io/default-container", Mirror = "kubernetes.io/config.mirror";

    /// <summary>A pod as a server gives it.</summary>
    public static Pod Read(JsonElement json)
    {
        JsonElement metadata = json.Object("metadata") ?? default, spec = json.Object("spec") ?? default, status = json.Object("status") ?? default;
        JsonElement annotations = metadata.Object("annotations") ?? default;
        return new Pod(
            metadata.Text("namespace") ?? "",
            metadata.Text("name") ?? "",
            spec.Text("nodeName") ?? "",
            status.Text("phase") ?? "Unknown",
            status.Items("conditions").Any(one => one.Text("type") == "Ready" && one.Text("status") == "True"),
            annotations.Text(Mirror) is not null,
            spec.IsTrue("shareProcessNamespace") || spec.IsTrue("hostPID"),
            [.. spec.Items("containers").Select(one => Container(one, Status(status, "containerStatuses", one), spec.Object("securityContext") ?? default))],
            [.. spec.Items("ephemeralContainers").Select(one => Ephemeral(one, Status(status, "ephemeralContainerStatuses", one)))],
            annotations.Text(DefaultContainer) ?? "")
        {
            GraceSeconds = spec.Number("terminationGracePeriodSeconds") ?? Pod.StandardGraceSeconds,
            MemoryLimit = MemoryLimits.Of(spec),
        };
    }

    private static PodContainer Container(JsonElement spec, JsonElement status, JsonElement ofPod)
    {
        JsonElement own = spec.Object("securityContext") ?? default, seen = status.Object("user")?.Object("linux") ?? default;
        JsonElement state = status.Object("state") ?? default;
        string id = status.Text("containerID") ?? "";
        return new PodContainer(
            spec.Text("name") ?? "",
            own.Number("runAsUser") ?? ofPod.Number("runAsUser") ?? seen.Number("uid"),
            own.Number("runAsGroup") ?? ofPod.Number("runAsGroup") ?? seen.Number("gid"),
            state.Object("running") is not null,
            id[(id.LastIndexOf('/') + 1)..])
        {
            Image = spec.Text("image") ?? "",
            Trouble = state.Object("waiting")?.Text("reason") ?? state.Object("terminated")?.Text("reason") ?? "",
            Restarts = status.Number("restartCount") ?? 0,
            IsCrashing = state.Object("terminated") is not null || state.Object("waiting")?.Text("reason") == "CrashLoopBackOff",
            PreStop = PreStop(spec.Object("lifecycle")?.Object("preStop") ?? default),
            PreStopSleepSeconds = spec.Object("lifecycle")?.Object("preStop")?.Object("sleep")?.Number("seconds"),
            PreStopCommand = spec.Object("lifecycle")?.Object("preStop")?.Object("exec")?.Texts("command") ?? [],
            IsReady = status.IsTrue("ready"),
            Exit = Exit(status.Object("state")),
            LastExit = Exit(status.Object("lastState")),
        };
    }

    private static string PreStop(JsonElement hook)
    {
        if (hook.Object("exec") is { } exec)
            return ServerText.OneLine($"runs {string.Join(' ', exec.Texts("command"))}");
        if (hook.Object("httpGet") is { } get)
            return ServerText.OneLine($"asks {get.Text("path") ?? "/"}");
        return hook.Object("sleep")?.Number("seconds") is { } seconds
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sleeps {seconds} s")
            : "";
    }

    private static ContainerExit? Exit(JsonElement? state) => state?.Object("terminated") is { } ended
        ? new ContainerExit(
            (int)(ended.Number("exitCode") ?? 0), ServerText.OneLine(ended.Text("reason") ?? ""), ServerText.OneLine(ended.Text("message") ?? ""),
            DateTimeOffset.TryParse(ended.Text("startedAt"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset start) ? start : null,
            DateTimeOffset.TryParse(ended.Text("finishedAt"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset end) ? end : null)
        : null;

    private static EphemeralContainer Ephemeral(JsonElement spec, JsonElement status)
    {
        JsonElement state = status.Object("state") ?? default;
        (ContainerState kind, JsonElement detail) =
            state.Object("running") is { } running ? (ContainerState.Running, running)
            : state.Object("terminated") is { } ended ? (ContainerState.Terminated, ended)
            : (ContainerState.Waiting, state.Object("waiting") ?? default);
        return new EphemeralContainer(
            spec.Text("name") ?? "",
            spec.Text("image") ?? "",
            spec.Text("targetContainerName") ?? "",
            kind,
            detail.Text("reason") ?? "",
            ServerText.OneLine(detail.Text("message") ?? ""),
            detail.Number("exitCode") ?? 0)
        {
            IsPrivileged = spec.Object("securityContext")?.Object("capabilities")?.Texts("add").Length > 0,
        };
    }

    private static JsonElement Status(JsonElement status, string list, JsonElement container)
    {
        string? name = container.Text("name");
        return status.Items(list).FirstOrDefault(one => one.Text("name") == name);
    }
}
