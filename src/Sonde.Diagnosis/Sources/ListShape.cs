using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Sources;

/// <summary>
/// Tells whether a list holds all objects of its kinds, so that one that is not in it does not exist. The API server's own
/// lists do (<c>PodList</c>). A <c>List</c> of kubectl looks the same for "get pods" and for "get pod a b": only the order
/// tells, since objects that were not named come sorted, and objects that were come as they were named.
/// </summary>
internal sealed class ListShape(string kind, string version)
{
    private const string Suffix = "List";

    private readonly Dictionary<string, (int Count, string Space, string Name, HashSet<string> Spaces)> _kinds = new(StringComparer.Ordinal);
    private readonly string _itemKind = kind.Length > Suffix.Length && kind.EndsWith(Suffix, StringComparison.Ordinal) ? kind[..^Suffix.Length] : "";
    private bool _isSorted = true;

    /// <summary>A list whose items are of a kind that neither they nor the list tell.</summary>
    public static ListShape Of(KindInfo known) => new(known.Kind + Suffix, known.GroupVersion);

    /// <summary>Adds an item to the builder.</summary>
    public void Add(JsonElement item, string source, ClusterBuilder builder)
    {
        // The API server's list tells kind and version only once; kubectl's List has them in each item.
        if (_itemKind.Length > 0)
            builder.AddListItem(item, source, version, _itemKind);
        else
            builder.Add(item, source);
        if (item.ValueKind != JsonValueKind.Object)
            return;
        var field = new Field(item, new ReadContext(), "object");
        string own = field["kind"].TextOr(_itemKind), space = field["metadata"]["namespace"].Text, name = field["metadata"]["name"].Text;
        if (own.Length == 0)
            return;
        var known = _kinds.GetValueOrDefault(own, (0, "", "", []));
        int order = string.CompareOrdinal(known.Space, space);
        _isSorted &= own == "Event" || order < 0 || (order == 0 && string.CompareOrdinal(known.Name, name) <= 0);
        known.Spaces.Add(space);
        _kinds[own] = (known.Count + 1, space, name, known.Spaces);
    }

    /// <summary>Says of which kinds all objects were in the list.</summary>
    public void Declare(ClusterBuilder builder)
    {
        if (_itemKind.Length == 0 && LooksNamed())
            return;
        foreach ((string own, var seen) in _kinds)
        {
            foreach (string space in seen.Spaces)
                builder.DeclareComplete(own, KindTable.Find(own)?.IsNamespaced ?? space.Length > 0 ? space : "*");
        }
    }

    /// <summary>One of each kind, and nothing that nobody names: "get deploy/cart svc/cart".</summary>
    private bool LooksNamed() => !_isSorted
        || (_kinds.Count > 1 && _kinds.Values.All(one => one.Count == 1)
            && !_kinds.Keys.Any(own => own is "Event" or "ReplicaSet" or "ControllerRevision" or "EndpointSlice"));
}
