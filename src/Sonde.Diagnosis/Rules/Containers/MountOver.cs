using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>Tells whether a volume lies over the place where the image has a program.</summary>
internal static class MountOver
{
    // Where images keep programs, and where a search without a PATH of its own looks (runc, Debian, Alpine).
    private static readonly string[] Places = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>What is mounted there, in words, and what to do; null when nothing is.</summary>
    public static (string Words, string Remedy)? Of(string program, ContainerFailure failure, RuleContext context)
    {
        bool isPath = program.StartsWith('/');
        foreach (VolumeMount mount in failure.Container.Mounts.Where(mount => mount.SubPath.Length == 0))
        {
            string at = mount.Path.TrimEnd('/');
            bool covers = isPath ? program.StartsWith(at + "/", StringComparison.Ordinal) : Places.Any(place => place == at || place.StartsWith(at + "/", StringComparison.Ordinal));
            if (!covers || failure.Pod.Spec.Volumes.FirstOrDefault(volume => volume.Name == mount.Volume) is not { } volume)
                continue;
            if (isPath && volume.Refs is [{ Kind: "ConfigMap", Keys.Count: 0 } reference]
                && context.Find<ConfigMap>("ConfigMap", failure.Pod.Ref.Namespace, reference.Name) is { } map && !map.Data.ContainsKey(program[(at.Length + 1)..]))
            {
                string? near = NearName.Of(program[(at.Length + 1)..], map.Data.Keys);
                return ($"{program} does not exist: ConfigMap {map.Ref.Name}, mounted at {mount.Path}, has no key {program[(at.Length + 1)..]}{(near is null ? "" : $"; it has {near}")}",
                    $"add the key to ConfigMap {map.Ref.Name}, or correct the command");
            }

            return ($"{program} is not there: the {volume.Type} volume {volume.Name} is mounted over {mount.Path} and hides what image {failure.Container.Image} has there",
                $"mount volume {volume.Name} at another path");
        }

        return null;
    }
}
