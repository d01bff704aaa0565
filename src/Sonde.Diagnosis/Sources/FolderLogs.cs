using Sonde.Diagnosis.Model.Logs;

namespace Sonde.Diagnosis.Sources;

/// <summary>Logs in files: <c>NAMESPACE/POD/CONTAINER[.previous].log</c>.</summary>
internal sealed class FolderLogs(string folder) : ILogStore
{
    public IReadOnlyList<string>? Read(LogRequest request)
    {
        string path = Path.Combine(
            folder, request.Pod.Namespace, request.Pod.Name, request.Container + (request.IsPrevious ? ".previous.log" : ".log"));
        // Names come from the objects, and an object that somebody made up must not lead out of the folder.
        if (!Path.GetFullPath(path).StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return null;
        return File.Exists(path) ? LogText.Lines(File.ReadAllBytes(path)) : null;
    }
}
