using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>The files of a collection below its root, with what all readers do with them.</summary>
internal sealed class BundleFiles(IFileTree tree, string root, ClusterBuilder builder) : ILogStore
{
    private readonly Dictionary<LogRequest, string> _logs = [];

    /// <summary>Paths below the root.</summary>
    public IReadOnlyList<string> Paths { get; } =
        [.. tree.Paths.Where(path => path.StartsWith(root, StringComparison.Ordinal)).Select(path => path[root.Length..])];

    /// <summary>The name of a file in messages.</summary>
    public string NameOf(string path) => $"{tree.Name}:{root}{path}";

    /// <summary>The content; null, and a blind spot, when it cannot be read.</summary>
    public byte[]? Read(string path)
    {
        try
        {
            return tree.Read(root + path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            builder.AddBlindSpot(NameOf(path), $"cannot be read: {exception.Message.TrimEnd('.')}");
            return null;
        }
    }

    /// <summary>Adds the objects of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What its objects are, where they do not say so themselves.</param>
    public void AddObjects(string path, KindInfo? kind = null)
    {
        if (Read(path) is { } content)
            ObjectFiles.Read(content, NameOf(path), builder, kind);
    }

    /// <summary>Notes where a log is; it is read when a rule asks for it.</summary>
    public void AddLog(LogRequest request, string path) => _logs[request] = path;

    /// <inheritdoc/>
    IReadOnlyList<string>? ILogStore.Read(LogRequest request) =>
        _logs.TryGetValue(request, out string? path) && Read(path) is { } content ? LogText.Lines(content) : null;

    /// <summary>Places of folders in the path of the file that shows where a tool's folder begins.</summary>
    /// <param name="paths">All paths.</param>
    /// <param name="mark">A folder or file directly in the tool's folder.</param>
    public static string? RootBefore(IReadOnlyList<string> paths, string mark)
    {
        string? shortest = null;
        foreach (string path in paths)
        {
            int at = path.StartsWith(mark, StringComparison.Ordinal) ? 0 : path.IndexOf("/" + mark, StringComparison.Ordinal) + 1;
            if ((at > 0 || path.StartsWith(mark, StringComparison.Ordinal)) && (shortest is null || at < shortest.Length))
                shortest = path[..at];
        }

        return shortest;
    }
}
