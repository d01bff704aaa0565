using System.Text;

namespace Sonde.Profiles.Formats.PerfScript;

/// <summary>
/// What <c>perf script</c> prints: a line for each sample and one for each of its frames, whichever fields were asked for
/// (<c>-F</c>), with or without call chains. Read only. Addresses stay as printed; lines of other records
/// (<c>--show-mmap-events</c> and the like) are passed over.
/// </summary>
public sealed class PerfScriptFormat : IProfileReader
{
    /// <inheritdoc/>
    public string Name => "perf-script";

    /// <inheritdoc/>
    public string Description => "what perf script prints: names are those that perf found";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".perf"];

    /// <inheritdoc/>
    public FormatContent Content => new()
    {
        Values = "all",
        Threads = "yes",
        Lines = "where printed",
        Modules = "yes",
        Inlining = "where printed",
        Times = "yes",
        Labels = "process, thread",
    };

    /// <inheritdoc/>
    public bool CanRead(ReadOnlySpan<byte> head)
    {
        if (head.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return false;
        // The last line may be cut.
        if (head.Length >= ProfileFormats.HeadLength && head.LastIndexOf((byte)'\n') is > 0 and var end)
            head = head[..end];
        bool isIndented = false, isNamed = false;
        foreach (string line in Encoding.UTF8.GetString(head).Split('\n'))
        {
            if (line.StartsWith("# captured on", StringComparison.Ordinal))
                return true;
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#')
                continue;
            if (line[0] != '\t' && PerfScriptHeader.TryParse(line, out PerfScriptHeader header))
            {
                if (header.IsCertain)
                    return true;
                // A name and a number could be collapsed stacks: frames must follow.
                isNamed = true;
                continue;
            }

            // Without a header line for each sample (-F ip,sym) there are only frames.
            if (line[0] != '\t' || !PerfScriptFrame.TryParse(line, out PerfScriptFrame frame) || !(frame.HasAddress || isNamed))
                return false;
            isIndented = true;
        }

        return isIndented;
    }

    /// <inheritdoc/>
    public Profile Read(Stream input) => new PerfScriptReader(FormatInput.ReadAll(input)).Read();
}
