using System.Text.Json.Nodes;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>What one place of a text tells about one object, in the shape of the API.</summary>
internal sealed class TextPiece
{
    /// <summary>Begins a piece.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="space">Its namespace; null when the text does not tell it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="rank">How much such a place tells: the higher wins for each field.</param>
    /// <param name="now">When the text was printed.</param>
    public TextPiece(string kind, string? space, string name, TextRank rank, DateTimeOffset now)
    {
        Kind = kind;
        Name = name;
        Rank = rank;
        Now = now;
        IsNamespaced = KindTable.Find(kind)?.IsNamespaced ?? space is { Length: > 0 };
        Namespace = IsNamespaced ? space : "";
        Json = new JsonObject
        {
            ["apiVersion"] = KindTable.Find(kind)?.GroupVersion ?? "v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
        };
    }

    /// <summary>The object's kind.</summary>
    public string Kind { get; }

    /// <summary>Its namespace; empty for an object of the cluster; null while it is not known.</summary>
    public string? Namespace { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How much such a place tells.</summary>
    public TextRank Rank { get; }

    /// <summary>When the text was printed.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Objects of its kind live in namespaces.</summary>
    public bool IsNamespaced { get; }

    /// <summary>The object.</summary>
    public JsonObject Json { get; }

    /// <summary>Its <c>metadata</c>.</summary>
    public JsonObject Meta => JsonParts.At(Json, "metadata");

    /// <summary>Its <c>spec</c>.</summary>
    public JsonObject Spec => JsonParts.At(Json, "spec");

    /// <summary>Its <c>status</c>.</summary>
    public JsonObject Status => JsonParts.At(Json, "status");

    /// <summary>What this place does not show of it: see <see cref="Metadata.Knows"/>.</summary>
    public HashSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    /// <summary>Sets a field that is known.</summary>
    public static void Put(JsonObject into, string name, JsonNode? value)
    {
        if (value is not null)
            into[name] = value;
    }
}
