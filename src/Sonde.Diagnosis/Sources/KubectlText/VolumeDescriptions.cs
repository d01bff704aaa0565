using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads volumes as descriptions print them.</summary>
internal static class VolumeDescriptions
{
    /// <summary>The volume; null when the line is none.</summary>
    public static JsonNode? Read(DescriptionNode node)
    {
        if (node.Key.Length == 0 || !node.Has("Type"))
            return null;
        string type = node["Type"].Value.Split(" (")[0];
        (string Name, JsonNode? Source) source = type switch
        {
            "ConfigMap" => ("configMap", Object(("name", Text(node["Name"].Value)), ("optional", Flag(node["Optional"].Value)))),
            "Secret" => ("secret", Object(("secretName", Text(node["SecretName"].Value)), ("optional", Flag(node["Optional"].Value)))),
            "EmptyDir" => ("emptyDir", Object(("medium", Text(node["Medium"].Value)), ("sizeLimit", Text(node["SizeLimit"].Value)))),
            "HostPath" => ("hostPath", Object(("path", Text(node["Path"].Value)), ("type", Text(node["HostPathType"].Value)))),
            "PersistentVolumeClaim" => ("persistentVolumeClaim", Object(("claimName", Text(node["ClaimName"].Value)))),
            "Projected" => ("projected", Object(("sources", Projected(node)))),
            "CSI" => ("csi", Object(("driver", Text(node["Driver"].Value)))),
            "EphemeralVolume" => ("ephemeral", new JsonObject()),
            "DownwardAPI" => ("downwardAPI", new JsonObject()),
            "NFS" => ("nfs", Object(("server", Text(node["Server"].Value)), ("path", Text(node["Path"].Value)))),
            _ => (type.Length > 0 ? char.ToLowerInvariant(type[0]) + type[1..] : "emptyDir", new JsonObject()),
        };
        return Object(("name", node.Key), (source.Name, source.Source ?? new JsonObject()));
    }

    /// <summary>Sources stand one below the other without a mark between them; <c>Optional</c> belongs to the one before.</summary>
    private static JsonArray? Projected(DescriptionNode node)
    {
        var sources = new JsonArray();
        JsonObject? last = null;
        foreach (DescriptionNode line in node.Children)
        {
            switch (line.Key)
            {
                case "ConfigMapName":
                    Append(sources, Object(("configMap", last = Object(("name", Text(line.Value))))));
                    break;
                case "SecretName":
                    Append(sources, Object(("secret", last = Object(("name", Text(line.Value))))));
                    break;
                case "Optional" or "ConfigMapOptional" or "SecretOptionalName" when last is not null && Flag(line.Value) is { } flag:
                    last["optional"] = flag;
                    break;
                default:
                    break;
            }
        }

        return sources.Count > 0 ? sources : null;
    }
}
