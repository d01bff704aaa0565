using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>What <c>/proc/PID/status</c> says (proc_pid_status(5)).</summary>
public sealed record ProcessStatus
{
    /// <summary>The name as the kernel escapes it here: line ends and backslashes are <c>\n</c> and <c>\\</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The process that this task belongs to: differs from the ID asked for when that is a thread's.</summary>
    public required ProcessId ThreadGroup { get; init; }

    /// <summary>The parent; 0 when it is outside of this PID namespace, or there is none.</summary>
    public ProcessId ParentProcess { get; init; }

    /// <summary>The process that traces it; 0 for none.</summary>
    public ProcessId Tracer { get; init; }

    /// <summary>User IDs.</summary>
    public UserIds Uid { get; init; }

    /// <summary>Group IDs.</summary>
    public UserIds Gid { get; init; }

    /// <summary>
    /// Its process IDs from the PID namespace of this procfs (first) to the process's own (last). Empty on kernels before 4.1.
    /// </summary>
    public IReadOnlyList<int> NamespaceProcessIds { get; init; } = [];

    /// <summary>Number of threads.</summary>
    public int ThreadCount { get; init; }

    /// <summary>Effective capabilities as a bit set (include/uapi/linux/capability.h).</summary>
    public ulong EffectiveCapabilities { get; init; }

    /// <summary>Permitted capabilities as a bit set.</summary>
    public ulong PermittedCapabilities { get; init; }

    /// <summary>System call restriction.</summary>
    public SeccompMode Seccomp { get; init; }

    /// <summary>True when the process cannot gain privileges through exec.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Resident memory in bytes; 0 for kernel threads and zombies.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>Most that was ever resident, in bytes.</summary>
    public long PeakResidentBytes { get; init; }

    /// <summary>Resident memory without a file, in bytes.</summary>
    public long AnonymousBytes { get; init; }

    /// <summary>Resident pages of files, in bytes.</summary>
    public long FileBytes { get; init; }

    /// <summary>Resident shared memory and tmpfs, in bytes.</summary>
    public long SharedBytes { get; init; }

    /// <summary>Memory in swap, in bytes.</summary>
    public long SwapBytes { get; init; }

    /// <summary>Blocked signals of the main thread: bit N-1 is signal N (as in all three sets).</summary>
    public ulong BlockedSignals { get; init; }

    /// <summary>Signals that are ignored.</summary>
    public ulong IgnoredSignals { get; init; }

    /// <summary>Signals with a handler.</summary>
    public ulong CaughtSignals { get; init; }

    /// <summary>The ID that the process has in its own PID namespace (what <c>getpid</c> returns there).</summary>
    public int InnermostId => NamespaceProcessIds.Count > 0 ? NamespaceProcessIds[^1] : ThreadGroup.Value;

    /// <summary>Parses the content of a status file; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out ProcessStatus? status)
    {
        string name = "";
        int? threadGroup = null;
        int parent = 0, tracer = 0, threads = 0, seccomp = 0, noNewPrivileges = 0;
        long resident = 0, peak = 0, anonymous = 0, file = 0, shared = 0, swap = 0;
        ulong effective = 0, permitted = 0, blocked = 0, ignored = 0, caught = 0;
        UserIds uid = default, gid = default;
        IReadOnlyList<int> namespaceIds = [];
        while (!content.IsEmpty)
        {
            ReadOnlySpan<byte> line = NextLine(ref content);
            int colon = line.IndexOf((byte)':');
            if (colon < 0)
                continue;
            ReadOnlySpan<byte> key = line[..colon], text = line[(colon + 1)..].Trim(" \t"u8);
            if (key.SequenceEqual("Name"u8))
                name = Encoding.UTF8.GetString(text);
            else if (key.SequenceEqual("Tgid"u8))
                threadGroup = ParseInt32(text);
            else if (key.SequenceEqual("PPid"u8))
                parent = ParseInt32(text);
            else if (key.SequenceEqual("TracerPid"u8))
                tracer = ParseInt32(text);
            else if (key.SequenceEqual("Uid"u8))
                uid = ParseIds(text);
            else if (key.SequenceEqual("Gid"u8))
                gid = ParseIds(text);
            else if (key.SequenceEqual("NSpid"u8))
                namespaceIds = ParseList(text);
            else if (key.SequenceEqual("VmRSS"u8))
                resident = ParseKibibytes(text);
            else if (key.SequenceEqual("VmHWM"u8))
                peak = ParseKibibytes(text);
            else if (key.SequenceEqual("RssAnon"u8))
                anonymous = ParseKibibytes(text);
            else if (key.SequenceEqual("RssFile"u8))
                file = ParseKibibytes(text);
            else if (key.SequenceEqual("RssShmem"u8))
                shared = ParseKibibytes(text);
            else if (key.SequenceEqual("VmSwap"u8))
                swap = ParseKibibytes(text);
            else if (key.SequenceEqual("SigBlk"u8))
                blocked = ParseHex(text);
            else if (key.SequenceEqual("SigIgn"u8))
                ignored = ParseHex(text);
            else if (key.SequenceEqual("SigCgt"u8))
                caught = ParseHex(text);
            else if (key.SequenceEqual("Threads"u8))
                threads = ParseInt32(text);
            else if (key.SequenceEqual("CapPrm"u8))
                permitted = ParseHex(text);
            else if (key.SequenceEqual("CapEff"u8))
                effective = ParseHex(text);
            else if (key.SequenceEqual("NoNewPrivs"u8))
                noNewPrivileges = ParseInt32(text);
            else if (key.SequenceEqual("Seccomp"u8))
                seccomp = ParseInt32(text);
        }

        status = threadGroup is not { } group
            ? null
            : new ProcessStatus
            {
                Name = name,
                ThreadGroup = new ProcessId(group),
                ParentProcess = new ProcessId(parent),
                Tracer = new ProcessId(tracer),
                Uid = uid,
                Gid = gid,
                NamespaceProcessIds = namespaceIds,
                ThreadCount = threads,
                EffectiveCapabilities = effective,
                PermittedCapabilities = permitted,
                Seccomp = (SeccompMode)seccomp,
                NoNewPrivileges = noNewPrivileges != 0,
                ResidentBytes = resident,
                PeakResidentBytes = peak,
                AnonymousBytes = anonymous,
                FileBytes = file,
                SharedBytes = shared,
                SwapBytes = swap,
                BlockedSignals = blocked,
                IgnoredSignals = ignored,
                CaughtSignals = caught,
            };
        return status is not null;
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> content)
    {
        int end = content.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? content : content[..end];
        content = end < 0 ? default : content[(end + 1)..];
        return line;
    }

    private static long ParseKibibytes(ReadOnlySpan<byte> text) =>
        new FieldReader(text).TryReadInt64(out long kibibytes) ? unchecked(kibibytes * 1024) : 0;

    private static int ParseInt32(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int value, out _) ? value : 0;

    private static ulong ParseHex(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out ulong value, out _, 'x') ? value : 0;

    private static UserIds ParseIds(ReadOnlySpan<byte> text)
    {
        var fields = new FieldReader(text);
        Span<uint> ids = stackalloc uint[4];
        foreach (ref uint id in ids)
            id = fields.TryReadUInt64(out ulong value) ? (uint)value : 0;
        return new UserIds(ids[0], ids[1], ids[2], ids[3]);
    }

    private static List<int> ParseList(ReadOnlySpan<byte> text)
    {
        var fields = new FieldReader(text);
        var ids = new List<int>();
        while (fields.TryReadInt32(out int id))
            ids.Add(id);
        return ids;
    }
}
