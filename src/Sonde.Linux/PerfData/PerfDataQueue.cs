namespace Sonde.Linux.PerfData;

/// <summary>
/// Brings records of several CPUs' rings into the order of time. perf writes them ring by ring and marks rounds: what comes after
/// the end of a round is later than everything before the end of the round before it.
/// </summary>
internal sealed class PerfDataQueue
{
    private const int ChunkLength = 1 << 20;

    // A recording without rounds must not be held as a whole.
    private const long MaxBytes = 128L << 20;

    private readonly List<Entry> _waiting = [];
    private readonly Queue<Entry> _ready = [];
    private readonly Stack<Chunk> _free = [];
    private Chunk? _current;
    private Chunk? _taken;
    private long _bytes;
    private ulong _newest, _roundLimit;
    private int _count;

    private readonly record struct Entry(ulong Time, int Number, Chunk Chunk, int Start, int Length, PerfDataEvent? Event, long Offset);

    /// <summary>Adds a copy of a record.</summary>
    public void Add(ReadOnlySpan<byte> record, ulong time, PerfDataEvent? of, long offset)
    {
        if (_current is null || _current.Used + record.Length > ChunkLength)
        {
            Chunk? full = _current;
            _current = _free.TryPop(out Chunk? free) ? free : new Chunk();
            if (full is not null)
                Release(full, 0);
        }

        record.CopyTo(_current.Bytes.AsSpan(_current.Used));
        _waiting.Add(new Entry(time, _count++, _current, _current.Used, record.Length, of, offset));
        _current.Used += record.Length;
        _current.Live++;
        _bytes += record.Length;
        _newest = Math.Max(_newest, time);
        if (_bytes > MaxBytes)
        {
            Sort();
            Flush(_waiting[_waiting.Count / 2].Time);
        }
    }

    /// <summary>A round has ended.</summary>
    public void EndRound()
    {
        Sort();
        Flush(_roundLimit);
        _roundLimit = _newest;
    }

    /// <summary>The recording has ended.</summary>
    public void End()
    {
        Sort();
        Flush(ulong.MaxValue);
    }

    /// <summary>Takes the next record in order; false when more must be read first.</summary>
    public bool TryTake(out PerfDataRecord record)
    {
        if (_taken is not null)
            Release(_taken, 1);
        _taken = null;
        record = default;
        if (!_ready.TryDequeue(out Entry entry))
            return false;
        _taken = entry.Chunk;
        _bytes -= entry.Length;
        record = new PerfDataRecord(entry.Chunk.Bytes.AsSpan(entry.Start, entry.Length), entry.Event, entry.Offset);
        return true;
    }

    private void Sort() => _waiting.Sort(static (a, b) => (a.Time, a.Number).CompareTo((b.Time, b.Number)));

    private void Flush(ulong limit)
    {
        int count = 0;
        while (count < _waiting.Count && _waiting[count].Time <= limit)
            _ready.Enqueue(_waiting[count++]);
        _waiting.RemoveRange(0, count);
    }

    private void Release(Chunk chunk, int records)
    {
        chunk.Live -= records;
        if (chunk.Live > 0 || chunk == _current)
            return;
        chunk.Used = 0;
        _free.Push(chunk);
    }

    private sealed class Chunk
    {
        public readonly byte[] Bytes = new byte[ChunkLength];

        public int Used { get; set; }

        public int Live { get; set; }
    }
}
