using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>
/// Finds the namespace of what stands in a text without one: as <c>kubectl get pods</c> prints it, or a description of a kind that
/// does not show it.
/// </summary>
internal sealed class TextNamespaces(List<TextPiece> pieces, List<TextEvent> events, ClusterBuilder builder)
{
    /// <summary>Gives each object a namespace.</summary>
    public void Resolve()
    {
        Dictionary<(string, string), string?> named = [];
        void Learn(string kind, string? space, string name)
        {
            if (space is { Length: > 0 })
                named[(kind, name)] = named.TryGetValue((kind, name), out string? other) && other != space ? null : space;
        }

        foreach (TextPiece piece in pieces)
            Learn(piece.Kind, piece.Namespace, piece.Name);
        foreach (TextEvent seen in events)
            Learn(seen.Kind, seen.Namespace, seen.Name);
        foreach (ObjectRef one in builder.Names)
            Learn(one.Kind, one.Namespace, one.Name);

        // Where all that has a namespace has the same, the rest of the text is about that one too.
        string[] all =
        [
            .. pieces.Select(piece => piece.Namespace).Concat(events.Select(seen => seen.Namespace)).Concat(builder.Names.Select(one => one.Namespace))
                .OfType<string>().Where(space => space.Length > 0 && space != "kube-node-lease").Distinct(),
        ];
        string? only = all.Length == 1 ? all[0] : null;
        var guessed = new HashSet<string>();
        string Find(string kind, string name)
        {
            if (named.TryGetValue((kind, name), out string? known) && known is not null)
                return known;
            // Several namespaces, and nothing that says which: kubectl prints none for that of the context.
            if (only is null)
                guessed.Add($"{kind} {name}");
            return only ?? "default";
        }

        foreach (TextPiece piece in pieces)
        {
            if (piece.Namespace is null)
                piece.Namespace = Find(piece.Kind, piece.Name);
        }

        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Namespace is null)
                events[i] = events[i] with { Namespace = Reading.KindTable.Find(events[i].Kind) is { IsNamespaced: false } ? "" : Find(events[i].Kind, events[i].Name) };
        }

        if (guessed.Count > 0)
            builder.AddBlindSpot("the namespace", $"is not told for {guessed.Count} objects ({string.Join(", ", guessed.Order(StringComparer.Ordinal).Take(3))}): read as default; paste the command line with -n, or use -A");
    }
}
