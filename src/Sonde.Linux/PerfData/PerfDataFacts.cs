using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.PerfData;

/// <summary>What a recording says about where and how it was made: perf's header features (tools/perf/util/header.h).</summary>
public sealed class PerfDataFacts
{
    private const int BuildIdLength = 20, MaxText = 1 << 16;

    private readonly Dictionary<string, string> _buildIds = new(StringComparer.Ordinal);

    internal enum Feature
    {
        BuildId = 2,
        HostName = 3,
        KernelRelease = 4,
        Architecture = 6,
        CommandLine = 11,
        EventDescriptions = 12,
        ClockData = 29,
    }

    /// <summary>The host; empty when unknown.</summary>
    public string HostName { get; private set; } = "";

    /// <summary>The kernel's release; empty when unknown.</summary>
    public string KernelRelease { get; private set; } = "";

    /// <summary>The machine, for example <c>x86_64</c>; empty when unknown.</summary>
    public string Architecture { get; private set; } = "";

    /// <summary>The command line of perf; empty when unknown.</summary>
    public string CommandLine { get; private set; } = "";

    /// <summary>Nanoseconds of wall clock (since 1970) less those of the recording's clock; null when unknown.</summary>
    public long? WallClockOffset { get; private set; }

    /// <summary>Build IDs in lower-case hex by path.</summary>
    public IReadOnlyDictionary<string, string> BuildIds => _buildIds;

    /// <summary>True for a feature that is read.</summary>
    internal static bool IsKnown(int feature) => Enum.IsDefined((Feature)feature);

    internal void Read(int feature, ReadOnlySpan<byte> content, Action<ReadOnlySpan<byte>> readEvents)
    {
        switch ((Feature)feature)
        {
            case Feature.HostName:
                HostName = Text(ref content);
                break;
            case Feature.KernelRelease:
                KernelRelease = Text(ref content);
                break;
            case Feature.Architecture:
                Architecture = Text(ref content);
                break;
            case Feature.CommandLine:
                CommandLine = Words(content);
                break;
            case Feature.EventDescriptions:
                readEvents(content);
                break;
            case Feature.ClockData when content.Length >= 24:
                // version, clock (4 each), wall clock, the other clock (8 each).
                WallClockOffset = BinaryPrimitives.ReadInt64LittleEndian(content[8..]) - BinaryPrimitives.ReadInt64LittleEndian(content[16..]);
                break;
            case Feature.BuildId:
                ReadBuildIds(content);
                break;
        }
    }

    /// <summary>Takes one build ID record: header (8), pid (4), the ID (20), its length (1) and padding, the path.</summary>
    internal void AddBuildId(ReadOnlySpan<byte> record)
    {
        const int IdOffset = 12, SizeOffset = 32, PathOffset = 36;
        const ushort HasSize = 1 << 15; // PERF_RECORD_MISC_BUILD_ID_SIZE
        if (record.Length <= PathOffset)
            return;
        bool hasSize = (BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) & HasSize) != 0;
        int size = hasSize ? Math.Min((int)record[SizeOffset], BuildIdLength) : BuildIdLength;
        ReadOnlySpan<byte> path = record[PathOffset..];
        int end = path.IndexOf((byte)0);
        _buildIds[Encoding.UTF8.GetString(end < 0 ? path : path[..end])] = Convert.ToHexStringLower(record.Slice(IdOffset, size));
    }

    internal static string Text(ref ReadOnlySpan<byte> content)
    {
        if (content.Length < sizeof(uint))
            return "";
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(content);
        content = content[sizeof(uint)..];
        if (length > content.Length || length > MaxText)
        {
            content = [];
            return "";
        }

        ReadOnlySpan<byte> text = content[..(int)length];
        content = content[(int)length..];
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private static string Words(ReadOnlySpan<byte> content)
    {
        if (content.Length < sizeof(uint))
            return "";
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(content);
        content = content[sizeof(uint)..];
        var words = new List<string>();
        for (uint i = 0; i < count && !content.IsEmpty; i++)
            words.Add(Text(ref content));
        return string.Join(' ', words);
    }

    private void ReadBuildIds(ReadOnlySpan<byte> content)
    {
        while (content.Length >= 8)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(content[6..]);
            if (size < 8 || size > content.Length)
                return;
            AddBuildId(content[..size]);
            content = content[size..];
        }
    }
}
