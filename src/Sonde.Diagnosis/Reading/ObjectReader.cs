using System.Text.Json;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads one object of the API, of whatever kind.</summary>
internal static class ObjectReader
{
    /// <summary>Reads it.</summary>
    /// <param name="root">The object.</param>
    /// <param name="source">Where it came from, for the blind spot.</param>
    /// <param name="kind">Its kind; empty when that is not told.</param>
    /// <param name="context">Shared by all that are read.</param>
    /// <returns>The object, null when it has no name; and what of it could not be read.</returns>
    public static (KubeObject? Read, BlindSpot? Spot) Read(JsonElement root, string source, string kind, ReadContext context)
    {
        var field = new Field(root, context, "object");
        Metadata meta = MetadataReader.Read(field, kind);
        if (kind.Length == 0 || meta.Ref.Name.Length == 0)
        {
            context.TakeWrong();
            return (null, new BlindSpot(source, "holds an object without kind or name"));
        }

        KindInfo? known = meta.Ref.Group.Length == 0 ? KindTable.Find(kind) : null;
        KubeObject read = known is null ? KindTable.ReadPlain(field, meta) : known.Read(field, meta);
        return (read, context.TakeWrong() is { Length: > 0 } wrong ? new BlindSpot($"{meta.Ref} ({source})", $"{wrong}: read without it") : null);
    }
}
