using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Watching;

/// <summary>What one round of asking for usage has brought.</summary>
internal sealed class UsageRound
{
    private readonly ReadContext _context = new();
    private readonly Dictionary<ObjectRef, KubeObject> _objects = [];
    private readonly List<BlindSpot> _spots = [];

    /// <summary>The objects, each once.</summary>
    public IReadOnlyDictionary<ObjectRef, KubeObject> Objects => _objects;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<BlindSpot> Spots => _spots;

    /// <summary>Takes an object.</summary>
    public void Take(JsonElement item, string source, KindInfo kind)
    {
        (KubeObject? read, BlindSpot? spot) = ObjectReader.Read(item, source, kind.Kind, _context);
        if (spot is not null)
            _spots.Add(spot);
        if (read is not null)
            _objects[read.Ref] = read;
    }

    /// <summary>Notes what could not be read.</summary>
    public void Miss(string what, string why) => _spots.Add(new BlindSpot(what, why));
}
