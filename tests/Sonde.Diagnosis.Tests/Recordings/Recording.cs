using System.Globalization;
using System.Text.Json.Nodes;

namespace Sonde.Diagnosis.Tests.Recordings;

/// <summary>A recording of a real cluster with its answer key.</summary>
internal sealed record Recording(string Folder)
{
    public string Name => Path.GetFileName(Folder);

    public AnswerKey Key => AnswerKey.Read(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")))!);

    public DateTimeOffset CapturedAt => DateTimeOffset.Parse(
        (string)JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "meta.json")))!["capturedAt"]!, CultureInfo.InvariantCulture);

    /// <summary>The recordings lie beside the clone, as DESIGN does.</summary>
    public static IReadOnlyList<Recording> All { get; } =
        [.. Directory.GetDirectories(SharedFolder("clusters")).Order(StringComparer.Ordinal).Select(folder => new Recording(folder))];

    private static string SharedFolder(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Sonde.slnx")))
                return Path.Combine(at.Parent!.FullName, "shared", name);
        }

        throw new InvalidOperationException("no Sonde.slnx above the tests");
    }
}
