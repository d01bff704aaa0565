using System.Buffers.Text;

namespace Sonde.Linux.Procfs;

/// <summary>
/// The memory of a process by kind, in bytes, from <c>/proc/PID/smaps</c> (proc_pid_smaps(5)). Pages that several processes share count
/// for each in parts (PSS), so that sums over processes are true.
/// </summary>
/// <param name="Heap">The area of <c>brk</c>, where small blocks of malloc usually lie.</param>
/// <param name="Stack">The main thread's stack; those of other threads cannot be told from <paramref name="Anonymous"/>.</param>
/// <param name="Anonymous">Other memory without a file: large blocks, heaps of runtimes, stacks of threads.</param>
/// <param name="Jit">Executable memory without a program's file: generated code.</param>
/// <param name="Files">Mapped files, programs and libraries among them.</param>
/// <param name="Shared">Shared memory: /dev/shm, memfd, System V.</param>
public readonly record struct MemoryKinds(long Heap, long Stack, long Anonymous, long Jit, long Files, long Shared)
{
    /// <summary>All kinds together.</summary>
    public long Total => Heap + Stack + Anonymous + Jit + Files + Shared;

    /// <summary>The sum of two processes.</summary>
    public MemoryKinds Plus(MemoryKinds other) => new(
        Heap + other.Heap, Stack + other.Stack, Anonymous + other.Anonymous, Jit + other.Jit, Files + other.Files, Shared + other.Shared);

    /// <summary>Reads a process; null when it has gone, has no memory, or may not be read.</summary>
    /// <remarks>The kernel walks the page tables for this, some 10 ms for each GiB, and holds the address space's lock for reading.</remarks>
    public static MemoryKinds? TryRead(ProcFileSystem proc, ProcessId process)
    {
        using FileContent content = FileContent.Read(proc.PathOf(process, "smaps"));
        return content.Succeeded && !content.Bytes.IsEmpty ? Parse(content.Bytes) : null;
    }

    /// <summary>Parses such a file; lines that cannot be understood are left out.</summary>
    public static MemoryKinds Parse(ReadOnlySpan<byte> content)
    {
        var kinds = default(MemoryKinds);
        MemoryMap? map = null;
        while (!content.IsEmpty)
        {
            int end = content.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (line.StartsWith("Pss:"u8))
            {
                if (map is not null && new FieldReader(line["Pss:"u8.Length..]).TryReadInt64(out long kibibytes))
                    kinds = kinds.Plus(Classify(map, kibibytes * 1024));
            }
            // Fields begin with a capital letter, addresses never do.
            else if (!line.IsEmpty && Utf8Parser.TryParse(line, out ulong _, out int digits, 'x') && digits > 0 && line[0] is not (>= (byte)'A' and <= (byte)'Z'))
            {
                _ = MemoryMap.TryParse(line, out map);
            }
        }

        return kinds;
    }

    private static MemoryKinds Classify(MemoryMap map, long bytes) => map.Path switch
    {
        "[heap]" => new MemoryKinds(Heap: bytes, 0, 0, 0, 0, 0),
        "[stack]" => new MemoryKinds(0, Stack: bytes, 0, 0, 0, 0),
        // .NET maps its code twice through a memfd, to write it without ever being writable and executable.
        _ when map.IsExecutable && (map.IsAnonymous || IsSharedMemory(map.Path)) => new MemoryKinds(0, 0, 0, Jit: bytes, 0, 0),
        _ when map.IsAnonymous => new MemoryKinds(0, 0, Anonymous: bytes, 0, 0, 0),
        _ when IsSharedMemory(map.Path) => new MemoryKinds(0, 0, 0, 0, 0, Shared: bytes),
        _ => new MemoryKinds(0, 0, 0, 0, Files: bytes, 0),
    };

    private static bool IsSharedMemory(string path) =>
        path.StartsWith("/dev/shm/", StringComparison.Ordinal) || path.StartsWith("/memfd:", StringComparison.Ordinal)
        || path.StartsWith("/SYSV", StringComparison.Ordinal) || path.StartsWith("/dev/zero", StringComparison.Ordinal);
}
