namespace Sonde.Profiles.Formats.Differences;

/// <summary>The formats of differences. A new one is a class and a line here.</summary>
public static class DiffFormats
{
    /// <summary>Every format; the first is what a person gets without asking.</summary>
    public static readonly IReadOnlyList<IDiffWriter> All =
    [
        new DiffTextFormat(),
        new DiffJsonFormat(),
    ];

    /// <summary>The format with a name, null when there is none.</summary>
    public static IDiffWriter? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
