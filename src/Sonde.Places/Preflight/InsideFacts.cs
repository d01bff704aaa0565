using System.Text.Json;
using Sonde.Kubernetes;

namespace Sonde.Places.Preflight;

/// <summary>
/// Settings that only somebody on the target's node can read, and that the API does not tell. A <c>sonde preflight -o json</c> that runs where
/// commands can run already says them.
/// </summary>
/// <param name="Source">Who says it, for messages.</param>
/// <param name="Yama"><c>kernel.yama.ptrace_scope</c>; null when the kernel has none.</param>
/// <param name="PerfEventParanoid"><c>kernel.perf_event_paranoid</c>; null when the kernel has no perf events.</param>
/// <param name="HasSeccompFilter">A filter watches the system calls of who says it.</param>
/// <param name="IsUserNamespace">Who says it is in a user namespace of its own.</param>
public sealed record InsideFacts(string Source, int? Yama, int? PerfEventParanoid, bool HasSeccompFilter, bool IsUserNamespace)
{
    /// <summary>It runs in the pod itself, and found enough memory there for a command.</summary>
    public bool FitsInPod { get; init; }

    /// <summary>Names of the settings in the JSON of <c>sonde preflight</c>.</summary>
    public const string YamaName = "kernel.yama.ptrace_scope", ParanoidName = "kernel.perf_event_paranoid",
        SeccompName = "seccomp filter", UserNamespaceName = "user namespace";

    /// <summary>Asks the Sonde in a place.</summary>
    /// <param name="place">Where.</param>
    /// <param name="source">Who it is, for messages.</param>
    /// <param name="isInPod">It is in the target's pod, whose memory it may not exceed.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Null when it does not tell: an older Sonde, or one that has just ended.</returns>
    public static async Task<InsideFacts?> ReadAsync(IPlace place, string source, bool isInPod, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        using var output = new MemoryStream();
        try
        {
            if (await place.RunAsync(["preflight", "host", "-o", "json"], output, _ => { }, cancel).ConfigureAwait(false) != 0)
                return null;
            using JsonDocument json = JsonDocument.Parse(output.ToArray());
            return json.RootElement.Object("settings") is not { } settings ? null : new InsideFacts(
                source, (int?)settings.Number(YamaName), (int?)settings.Number(ParanoidName), settings.Number(SeccompName) == 1, settings.Number(UserNamespaceName) == 1)
            {
                FitsInPod = isInPod,
            };
        }
        catch (Exception e) when (e is KubernetesException or JsonException)
        {
            // What it would have said stays unknown.
            return null;
        }
    }

    /// <summary>The same as the JSON of <c>sonde preflight</c> has it; what the kernel has not is left out.</summary>
    public IReadOnlyDictionary<string, int> Settings()
    {
        (string Name, int? Value)[] all =
            [(YamaName, Yama), (ParanoidName, PerfEventParanoid), (SeccompName, HasSeccompFilter ? 1 : 0), (UserNamespaceName, IsUserNamespace ? 1 : 0)];
        return all.Where(one => one.Value is not null).ToDictionary(one => one.Name, one => one.Value!.Value);
    }

    /// <summary>What they mean for a container of a pod; without anybody to ask, what stays unknown and how to learn it.</summary>
    internal static IEnumerable<PreflightCheck> Checks(InsideFacts? facts)
    {
        const string Ask = "an agent tells: the next minute after any command there (sonde dump), or the node agent (sonde install); then ask again";
        if (facts is null)
        {
            yield return new(PreflightTier.SameUser, "Yama", PreflightAnswer.Unknown, $"the API does not tell {YamaName}; from 1 on the target's own user may not read it", Ask, IsNeeded: false);
            yield return new(PreflightTier.Kernel, "perf events", PreflightAnswer.Unknown, $"the API does not tell {ParanoidName}; above 2 it takes PERFMON", Ask, IsNeeded: false);
            yield break;
        }

        string said = $" ({facts.Source})";
        yield return facts.Yama is null or 0
            ? new(PreflightTier.SameUser, "Yama", PreflightAnswer.Yes, (facts.Yama is null ? "this kernel has none" : $"{YamaName} is 0") + said, "", IsNeeded: false)
            : new(PreflightTier.SameUser, "Yama", PreflightAnswer.No, $"{YamaName} is {facts.Yama}: the target's own user may not read it{said}",
                facts.Yama == 3 ? "the setting is locked until the node's next boot" : "root with SYS_PTRACE may; or on the node: sysctl kernel.yama.ptrace_scope=0");
        if (facts.Yama == 3)
            yield return new(PreflightTier.Ptrace, "Yama", PreflightAnswer.No, $"{YamaName} is 3: nobody may read another process{said}", "the setting is locked until the node's next boot");
        yield return facts.PerfEventParanoid switch
        {
            null => new(PreflightTier.Kernel, "perf events", PreflightAnswer.No, $"this kernel has none{said}", "a kernel with CONFIG_PERF_EVENTS is needed"),
            <= 2 => new(PreflightTier.Kernel, "perf events", PreflightAnswer.Yes, $"{ParanoidName} is {facts.PerfEventParanoid}: the target's own user may sample its code, PERFMON everything{said}", "", IsNeeded: false),
            _ => new(PreflightTier.Kernel, "perf events", PreflightAnswer.Yes, $"{ParanoidName} is {facts.PerfEventParanoid}: only PERFMON samples native code{said}", "", IsNeeded: false),
        };
        if (facts.HasSeccompFilter)
            yield return new(PreflightTier.Kernel, "seccomp", PreflightAnswer.Unknown, $"a filter watches system calls there and may forbid perf_event_open and bpf{said}", "seccompProfile Unconfined, if sampling fails", IsNeeded: false);
        if (facts.IsUserNamespace)
            yield return new(PreflightTier.Kernel, "user namespace", PreflightAnswer.No, $"it is a user namespace, in which PERFMON and BPF are worth nothing{said}", "look from the node (--place node)");
    }
}
