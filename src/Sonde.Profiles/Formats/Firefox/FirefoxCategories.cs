using System.Text.Json;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Formats.Firefox;

/// <summary>The categories that colour frames. Each kind of code is one; the first, grey, is for all else.</summary>
internal static class FirefoxCategories
{
    // The colours that the profiler knows: CategoryColor of its src/types/profile.ts.
    private static readonly string[] Colours = ["blue", "orange", "yellow", "green", "purple", "lightblue", "brown", "magenta", "red"];

    private static readonly FrameKind[] Kinds =
        [.. Enum.GetValues<FrameKind>().Where(kind => kind is not FrameKind.Unknown and not FrameKind.Group)];

    /// <summary>Index of a kind's category.</summary>
    public static int IndexOf(FrameKind kind) => Array.IndexOf(Kinds, kind) + 1;

    /// <summary>Writes the list.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        Write(json, "Other", "grey");
        for (int i = 0; i < Kinds.Length; i++)
            Write(json, Kinds[i].ToString(), Colours[i % Colours.Length]);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string colour)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("color", colour);
        json.WriteStartArray("subcategories");
        json.WriteStringValue("Other");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
