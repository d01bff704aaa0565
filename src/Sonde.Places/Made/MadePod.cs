using System.Globalization;
using System.Text.Json;
using Sonde.Kubernetes;

namespace Sonde.Places.Made;

/// <summary>A pod that Sonde made earlier.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><see cref="MadeLabels.Node"/> or <see cref="MadeLabels.Copy"/>.</param>
/// <param name="Of">The node or the pod it was made for.</param>
/// <param name="Phase">Pending, Running, Succeeded, Failed or Unknown.</param>
/// <param name="Created">When it was made.</param>
/// <param name="SessionContainer">The container in which its session runs.</param>
public sealed record MadePod(string Namespace, string Name, string Kind, string Of, string Phase, DateTimeOffset? Created, string SessionContainer)
{
    /// <summary>Reads a pod as the API gives it.</summary>
    internal static MadePod Read(JsonElement pod)
    {
        JsonElement metadata = pod.Object("metadata") ?? default, annotations = metadata.Object("annotations") ?? default;
        return new MadePod(
            metadata.Text("namespace") ?? "",
            metadata.Text("name") ?? "",
            metadata.Object("labels")?.Text(MadeLabels.Kind) ?? "",
            annotations.Text(MadeLabels.Of) ?? "",
            pod.Object("status")?.Text("phase") ?? "Unknown",
            DateTimeOffset.TryParse(metadata.Text("creationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset created)
                ? created : null,
            annotations.Text(MadeLabels.Session) ?? "");
    }
}
