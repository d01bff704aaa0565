using System.Buffers.Binary;

namespace Sonde.Linux.PerfData;

/// <summary>The events of a recording, and which of them a record belongs to.</summary>
internal sealed class PerfDataEvents
{
    private const int MaxEvents = 4096, MaxIds = 4 << 20;

    private readonly List<PerfDataEvent> _events = [];
    private readonly Dictionary<ulong, PerfDataEvent> _byId = [];

    public IReadOnlyList<PerfDataEvent> All => _events;

    public PerfDataEvent Add(ReadOnlySpan<byte> attribute, long offset)
    {
        if (_events.Count == MaxEvents)
            throw new PerfDataException($"more than {MaxEvents} events, which no recording has", offset);
        PerfDataEvent added = PerfDataEvent.Parse(attribute, offset);
        _events.Add(added);
        return added;
    }

    public void AddIds(PerfDataEvent owner, ReadOnlySpan<byte> ids, long offset)
    {
        if (ids.Length / sizeof(ulong) > MaxIds - _byId.Count)
            throw new PerfDataException($"more than {MaxIds} IDs of events, which no recording has", offset);
        for (; ids.Length >= sizeof(ulong); ids = ids[sizeof(ulong)..])
            _byId[BinaryPrimitives.ReadUInt64LittleEndian(ids)] = owner;
    }

    /// <summary>The names, in the order of the events: count, length of an attribute, then for each the attribute, its IDs and its name.</summary>
    public void ReadDescriptions(ReadOnlySpan<byte> content)
    {
        if (content.Length < 2 * sizeof(uint))
            return;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(content), length = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
        content = content[8..];
        for (int i = 0; i < count && i < _events.Count && content.Length >= length + sizeof(uint); i++)
        {
            uint ids = BinaryPrimitives.ReadUInt32LittleEndian(content[(int)length..]);
            content = content[((int)length + sizeof(uint))..];
            string name = PerfDataFacts.Text(ref content);
            if (name.Length > 0)
                _events[i].Name = name;
            if (ids > content.Length / sizeof(ulong))
                return;
            content = content[((int)ids * sizeof(ulong))..];
        }
    }

    /// <summary>Gives the event of an ID its name.</summary>
    public void Rename(ulong id, string name)
    {
        if (name.Length > 0 && _byId.TryGetValue(id, out PerfDataEvent? named))
            named.Name = name;
    }

    /// <summary>The event that wrote a record; null when none is known.</summary>
    public PerfDataEvent? Of(ReadOnlySpan<byte> record, bool isSample)
    {
        if (_events.Count < 2)
            return _events.Count == 0 ? null : _events[0];
        // All events of a recording have their ID at the same place.
        PerfDataEvent first = _events[0];
        int offset = isSample ? PerfDataLayout.IdOffsetOfSample(first) : record.Length - PerfDataLayout.IdDistanceFromEnd(first);
        if (offset < 8 || offset + sizeof(ulong) > record.Length || (!isSample && !first.HasTrailer))
            return first;
        return _byId.GetValueOrDefault(BinaryPrimitives.ReadUInt64LittleEndian(record[offset..])) ?? (isSample ? null : first);
    }
}
