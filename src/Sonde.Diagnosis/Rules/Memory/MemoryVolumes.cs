
namespace Sonde.Diagnosis.Rules;

/// <summary>Volumes in memory: what is written there counts as the container's memory.</summary>
internal static class MemoryVolumes
{
    /// <summary>A hint at those that a container mounts; empty for none.</summary>
    public static string Words(ContainerFailure failure)
    {
        string[] names =
        [
            .. failure.Pod.Spec.Volumes.Where(volume => volume.IsInMemory && failure.Container.Mounts.Any(mount => mount.Volume == volume.Name))
                .Select(volume => volume.Name),
        ];
        return names.Length == 0 ? "" : $"; files in its emptyDir in memory ({string.Join(", ", names)}) count towards the limit";
    }
}
