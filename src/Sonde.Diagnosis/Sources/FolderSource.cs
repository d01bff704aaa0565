using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Sources;

/// <summary>
/// A folder with <c>objects.json</c>, <c>meta.json</c> and <c>logs/NAMESPACE/POD/CONTAINER[.previous].log</c>: a recording of
/// whole namespaces.
/// </summary>
public sealed class FolderSource(string folder) : IClusterSource
{
    /// <summary>Whether a folder is such a recording.</summary>
    public static bool IsRecording(string folder) => File.Exists(Path.Combine(folder, "objects.json"));

    /// <inheritdoc/>
    public Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        string objects = Path.Combine(folder, "objects.json");
        bool isWhole = JsonObjects.Read(File.ReadAllBytes(objects), objects, builder);
        ReadMeta(Path.Combine(folder, "meta.json"), builder);
        // It holds whole namespaces; of others it says nothing. Of a file that was cut, nothing is known to be absent.
        if (isWhole)
            builder.DeclareNamespacesComplete();
        builder.AddLogs(new FolderLogs(Path.Combine(folder, "logs")));
        return Task.CompletedTask;
    }

    private static void ReadMeta(string path, ClusterBuilder builder)
    {
        if (!File.Exists(path))
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = new Field(document.RootElement, new ReadContext(), "meta");
            if (root["capturedAt"].Time is { } time)
                builder.SetCapturedAt(time);
            builder.ServerVersion = root["serverVersion"].Text;
        }
        catch (JsonException)
        {
            builder.AddBlindSpot(path, "is damaged: the time of the recording is unknown");
        }
    }
}
