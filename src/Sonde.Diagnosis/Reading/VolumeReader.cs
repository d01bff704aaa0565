using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads a volume of a pod's spec.</summary>
internal static class VolumeReader
{
    public static Volume Read(Field field, string path, string pod)
    {
        string name = field["name"].Text;
        foreach ((string type, Field source) in field.Properties)
        {
            if (type == "name" || !source.Exists)
                continue;
            string place = $"{path}.{type}";
            return new Volume(name, type)
            {
                Refs = type switch
                {
                    "configMap" => [Reference("ConfigMap", source, "name", place)],
                    "secret" => [Reference("Secret", source, "secretName", place)],
                    "projected" => Projected(source, place),
                    _ => [],
                },
                Claim = type switch
                {
                    "persistentVolumeClaim" => source["claimName"].Text,
                    // The controller names it after the pod (core/v1 types.go, EphemeralVolumeSource).
                    "ephemeral" when pod.Length > 0 => $"{pod}-{name}",
                    _ => "",
                },
                HostPath = type == "hostPath" ? source["path"].Text : "",
                IsInMemory = type == "emptyDir" && source["medium"].Text == "Memory",
                SizeLimit = type == "emptyDir" ? source["sizeLimit"].Quantity : null,
                CsiDriver = type == "csi" ? source["driver"].Text : "",
            };
        }

        // A volume without a source is an emptyDir.
        return new Volume(name, "emptyDir");
    }

    private static KeyRef[] Projected(Field source, string path) =>
    [
        .. source["sources"].Items((item, i) =>
            item["configMap"] is { Exists: true } map ? Reference("ConfigMap", map, "name", $"{path}.sources[{i}].configMap")
            : item["secret"] is { Exists: true } secret ? Reference("Secret", secret, "name", $"{path}.sources[{i}].secret")
            : null).OfType<KeyRef>(),
    ];

    private static KeyRef Reference(string kind, Field source, string nameField, string path) => new(
        kind, source[nameField].Text, source["items"].Items(item => item["key"].Text), source["optional"].Flag, path);
}
