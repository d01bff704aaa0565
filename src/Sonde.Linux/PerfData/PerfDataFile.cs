using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sonde.Linux.PerfData;

/// <summary>
/// A recording of <c>perf record</c> (tools/perf/Documentation/perf.data-file-format.txt), as a file or as it comes through a pipe
/// (<c>-o -</c>), compressed with zstd or not. Records come in the order of time. Reads forwards; memory does not grow with the
/// file. Little-endian recordings only.
/// </summary>
public sealed class PerfDataFile
{
    private const int MagicLength = 8, PipeHeaderLength = 16, FileHeaderLength = 104, MaxSection = 64 << 20, FeatureBits = 256;
    private const int IdSectionLength = 16;

    private readonly PerfDataEvents _events = new();
    private readonly PerfDataQueue _queue = new();
    private readonly PerfDataInput _input;
    private readonly PerfDataUnpacker _packed = new();
    private ulong _lastTime;
    private bool _hasEnded;

    private PerfDataFile(Stream stream, long start)
    {
        Span<byte> head = stackalloc byte[PipeHeaderLength];
        if (stream.ReadAtLeast(head, PipeHeaderLength, throwOnEndOfStream: false) < PipeHeaderLength)
            throw new PerfDataException("expected the header of a perf.data file, the file ends", 0);
        CheckMagic(head);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(head[MagicLength..]);
        if (size == PipeHeaderLength)
        {
            IsPipe = true;
            _input = new PerfDataInput(stream, PipeHeaderLength, null);
            return;
        }

        (long data, long length) = ReadFileHeader(stream, start, head);
        stream.Position = start + data;
        // perf writes the length when it ends.
        _input = new PerfDataInput(stream, data, length == 0 ? null : length);
    }

    /// <summary>The recording came through a pipe: what it says about itself is known only when all is read.</summary>
    public bool IsPipe { get; }

    /// <summary>The events seen so far.</summary>
    public IReadOnlyList<PerfDataEvent> Events => _events.All;

    /// <summary>Where and how it was made.</summary>
    public PerfDataFacts Facts { get; } = new();

    /// <summary>The recording was interrupted: it ends in the middle of a record.</summary>
    public bool IsCut => _input.IsCut;

    /// <summary>True when content that starts like this is a recording, of whichever byte order.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> head) =>
        head.StartsWith("PERFILE2"u8) || head.StartsWith("2ELIFREP"u8) || head.StartsWith("PERFFILE"u8);

    /// <summary>Opens a recording.</summary>
    /// <param name="stream">The file at its start; a stream that cannot seek must be of pipe mode.</param>
    /// <exception cref="PerfDataException">It is none, damaged, or of a kind that cannot be read here.</exception>
    public static PerfDataFile Open(Stream stream) => new(stream, stream.CanSeek ? stream.Position : 0);

    /// <summary>Reads the kernel's next record in the order of time; false at the end.</summary>
    /// <exception cref="PerfDataException">The file is damaged.</exception>
    public bool TryRead(out PerfDataRecord record)
    {
        while (!_queue.TryTake(out record))
        {
            if (_hasEnded)
                return false;
            ReadNext();
        }

        return true;
    }

    private static void CheckMagic(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("2ELIFREP"u8))
            throw new PerfDataException("the recording was made on a big-endian machine: convert it there with perf script, whose output can be read here", 0);
        if (head.StartsWith("PERFFILE"u8))
            throw new PerfDataException("the recording has the format of perf before 2.6.33: print it with perf script, whose output can be read here", 0);
        if (!head.StartsWith("PERFILE2"u8))
            throw new PerfDataException($"expected {Convert.ToHexString("PERFILE2"u8)} (PERFILE2), found {Convert.ToHexString(head[..MagicLength])}", 0);
    }

    /// <summary>Magic, size, length of an event; sections of events, data and event types; bits of features.</summary>
    private (long Data, long Length) ReadFileHeader(Stream stream, long start, ReadOnlySpan<byte> head)
    {
        Span<byte> header = stackalloc byte[FileHeaderLength];
        head.CopyTo(header);
        if (!stream.CanSeek)
            throw new PerfDataException("a perf.data file must be read from a file, not through a pipe: name the file", 0);
        if (stream.ReadAtLeast(header[PipeHeaderLength..], FileHeaderLength - PipeHeaderLength, throwOnEndOfStream: false) < FileHeaderLength - PipeHeaderLength)
            throw new PerfDataException($"expected a header of {FileHeaderLength} bytes, the file ends", 0);
        long fileLength = stream.Length - start;
        ulong attributeLength = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        byte[] attributes = ReadSection(stream, start, header[24..], "events", 24);
        if (attributeLength is < 80 or > 4096)
            throw new PerfDataException(string.Create(CultureInfo.InvariantCulture, $"expected events of 80 to 4096 bytes, found {attributeLength}"), 16);
        for (int at = 0; at + (int)attributeLength <= attributes.Length; at += (int)attributeLength)
        {
            ReadOnlySpan<byte> attribute = attributes.AsSpan(at, (int)attributeLength);
            PerfDataEvent added = _events.Add(attribute[..^IdSectionLength], at);
            _events.AddIds(added, ReadSection(stream, start, attribute[^IdSectionLength..], "IDs", at), at);
        }

        ulong data = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]), length = BinaryPrimitives.ReadUInt64LittleEndian(header[48..]);
        if (data > (ulong)fileLength || length > (ulong)fileLength - data)
        {
            throw new PerfDataException(
                string.Create(CultureInfo.InvariantCulture, $"expected data of {length} bytes from {data} on, the file has {fileLength}: it is cut"), 40);
        }

        if (length > 0)
            ReadFeatures(stream, start, header[72..], (long)(data + length));
        return ((long)data, (long)length);
    }

    // Behind the data stands a section for each bit.
    private void ReadFeatures(Stream stream, long start, ReadOnlySpan<byte> bits, long at)
    {
        var section = new byte[IdSectionLength];
        for (int feature = 0; feature < FeatureBits; feature++)
        {
            if ((bits[feature / 8] >> (feature % 8) & 1) == 0)
                continue;
            stream.Position = start + at;
            if (stream.ReadAtLeast(section, section.Length, throwOnEndOfStream: false) < section.Length)
                return; // a recording without its end still has its samples
            if (PerfDataFacts.IsKnown(feature))
                Facts.Read(feature, ReadSection(stream, start, section, "header features", at), _events.ReadDescriptions);
            at += section.Length;
        }
    }

    private static byte[] ReadSection(Stream stream, long start, ReadOnlySpan<byte> section, string what, long at)
    {
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(section), length = BinaryPrimitives.ReadUInt64LittleEndian(section[8..]);
        ulong fileLength = (ulong)(stream.Length - start);
        if (offset > fileLength || length > fileLength - offset || length > MaxSection)
        {
            throw new PerfDataException(
                string.Create(CultureInfo.InvariantCulture, $"expected {what} of {length} bytes from {offset} on, the file has {fileLength}"), at);
        }

        var bytes = new byte[length];
        stream.Position = start + (long)offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void ReadNext()
    {
        long offset = _input.Offset;
        ReadOnlySpan<byte> record = _packed.TryTake(out ReadOnlySpan<byte> unpacked) ? unpacked : _input.ReadRecord();
        if (record.IsEmpty)
        {
            _hasEnded = true;
            _queue.End();
            return;
        }

        var type = (PerfDataRecordType)BinaryPrimitives.ReadUInt32LittleEndian(record);
        switch (type)
        {
            case PerfDataRecordType.FinishedRound:
                _queue.EndRound();
                break;
            case PerfDataRecordType.Compressed:
                _packed.Add(record[PerfDataLayout.HeaderLength..], offset);
                break;
            case PerfDataRecordType.Compressed2 when record.Length >= 16:
                ulong length = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
                if (length > (ulong)record.Length - 16)
                    throw new PerfDataException("expected compressed records, found fewer bytes than are told", offset);
                _packed.Add(record.Slice(16, (int)length), offset);
                break;
            case PerfDataRecordType.HeaderTracingData when record.Length >= 12:
                _input.Skip((BinaryPrimitives.ReadUInt32LittleEndian(record[8..]) + 7UL) & ~7UL);
                break;
            case PerfDataRecordType.AuxTrace when record.Length >= 16:
                _input.Skip(BinaryPrimitives.ReadUInt64LittleEndian(record[8..]));
                break;
            case >= PerfDataRecordType.HeaderAttribute:
                ReadOwn(type, record, offset);
                break;
            default:
                Enqueue(type, record, offset);
                break;
        }
    }

    /// <summary>Records of perf itself, which in pipe mode stand for the file header.</summary>
    private void ReadOwn(PerfDataRecordType type, ReadOnlySpan<byte> record, long offset)
    {
        ReadOnlySpan<byte> content = record[PerfDataLayout.HeaderLength..];
        if (type == PerfDataRecordType.HeaderAttribute && content.Length >= 8)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(content[4..]);
            if (size < 0 || size > content.Length)
                throw new PerfDataException(string.Create(CultureInfo.InvariantCulture, $"expected an event of {size} bytes, found {content.Length}"), offset);
            _events.AddIds(_events.Add(content[..size], offset), content[size..], offset);
        }
        else if (type == PerfDataRecordType.HeaderFeature && content.Length >= 8)
        {
            ulong feature = BinaryPrimitives.ReadUInt64LittleEndian(content);
            if (feature < FeatureBits)
                Facts.Read((int)feature, content[8..], _events.ReadDescriptions);
        }
        else if (type == PerfDataRecordType.HeaderBuildId)
        {
            Facts.AddBuildId(record);
        }
        else if (type == PerfDataRecordType.EventUpdate && content.Length > 16 && BinaryPrimitives.ReadUInt64LittleEndian(content) == 2)
        {
            // What is updated (2 is the name), the event's ID, the name.
            ReadOnlySpan<byte> name = content[16..];
            int end = name.IndexOf((byte)0);
            _events.Rename(BinaryPrimitives.ReadUInt64LittleEndian(content[8..]), Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
        }
    }

    private void Enqueue(PerfDataRecordType type, ReadOnlySpan<byte> record, long offset)
    {
        bool isSample = type == PerfDataRecordType.Sample;
        PerfDataEvent? of = _events.Of(record, isSample);
        ulong? time = of is null ? null : isSample ? PerfDataLayout.TimeOfSample(record, of) : PerfDataLayout.TimeOf(record, of);
        // What perf writes down about processes that ran already has no time: it comes first.
        _lastTime = time ?? (isSample ? _lastTime : 0);
        _queue.Add(record, _lastTime, of, offset);
    }
}
