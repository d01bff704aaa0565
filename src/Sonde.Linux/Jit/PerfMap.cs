using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Elf;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Jit;

/// <summary>
/// Names of generated code as a program writes them to <c>/tmp/perf-PID.map</c>: lines of <c>START SIZE NAME</c>, the numbers in
/// hexadecimal (tools/perf/Documentation/jit-interface.txt). It stays open, so that it can be read after the program's end. Names
/// stay in the file until they are asked for. One thread at a time.
/// </summary>
public sealed class PerfMap : IDisposable
{
    private const int BlockLength = 64 * 1024;

    private readonly SafeFileHandle _handle;
    private readonly CodeRanges _ranges = new();
    private readonly List<(long Offset, int Length)> _names = [];
    private long _parsed;

    private PerfMap(SafeFileHandle handle) => _handle = handle;

    /// <summary>How many functions it names.</summary>
    public int Count => _ranges.Count;

    /// <summary>Opens the map of a process, in the process's own root and under the number it has there.</summary>
    /// <param name="proc">The procfs to read.</param>
    /// <param name="process">The process.</param>
    /// <param name="problem">Why a file that is there is not read; null otherwise.</param>
    /// <returns>Null when there is none, or it belongs to neither the process's user nor root: anybody can write to /tmp.</returns>
    public static PerfMap? TryOpen(ProcFileSystem proc, ProcessId process, out string? problem)
    {
        problem = null;
        if (proc.TryReadStatus(process) is not { } status)
            return null;
        string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{status.InnermostId}.map");
        try
        {
            return new TargetFileSystem(proc, process).TryOpen(path) is { } handle
                ? TryOpen(handle, path, status.Uid.Effective, out problem)
                : null;
        }
        catch (TargetException)
        {
            return null; // not permitted; that is told where the process's other files are opened
        }
    }

    /// <summary>Opens a map of this machine that belongs to the own user or to root; null when there is none.</summary>
    /// <param name="process">The process as it is numbered here.</param>
    /// <param name="problem">Why a file that is there is not read; null otherwise.</param>
    public static PerfMap? TryOpenHere(int process, out string? problem)
    {
        problem = null;
        string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{process}.map");
        int file = RootedFile.OpenWithoutWaiting(path);
        return file < 0 ? null : TryOpen(new SafeFileHandle(file, ownsHandle: true), path, NativeFile.EffectiveUser(), out problem);
    }

    /// <summary>Takes over an open map.</summary>
    /// <param name="handle">The file; it is closed when it is refused.</param>
    /// <param name="path">Its path for messages.</param>
    /// <param name="user">Who may own it besides root.</param>
    /// <param name="problem">Why it is not read; null otherwise.</param>
    public static PerfMap? TryOpen(SafeFileHandle handle, string path, uint user, out string? problem)
    {
        problem = FileImage.TryGetOwner(handle, out uint owner, out bool isRegular) && isRegular
            ? owner == user || owner == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{path} belongs to user {owner} and not to user {user}: it was not read")
            : $"{path} is not a regular file: it was not read";
        if (problem is null)
            return new PerfMap(handle);
        handle.Dispose();
        return null;
    }

    /// <summary>Reads what has been added to the file since the last time; a last line that is not complete is left.</summary>
    public void Refresh()
    {
        var block = new byte[BlockLength];
        int read;
        while ((read = Read(block, _parsed)) > 0)
        {
            int end = block.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (end < 0 && read < block.Length)
                return;
            // A line longer than a block names nothing.
            int whole = end < 0 ? read : end + 1;
            for (int at = 0; at < whole;)
            {
                int length = block.AsSpan(at, whole - at).IndexOf((byte)'\n');
                length = length < 0 ? whole - at : length;
                Add(block.AsSpan(at, length), _parsed + at);
                at += length + 1;
            }

            _parsed += whole;
        }
    }

    /// <summary>Finds the function at an address.</summary>
    public bool TryFind(ulong address, out JitFrame frame)
    {
        frame = default;
        int index = _ranges.Find(address);
        if (index < 0)
            return false;
        (long offset, int length) = _names[index];
        var name = new byte[length];
        if (Read(name, offset) < length)
            return false; // it was cut meanwhile
        frame = new JitFrame(Encoding.UTF8.GetString(name), _ranges.StartOf(index), "", 0);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void Add(ReadOnlySpan<byte> line, long offset)
    {
        int first = Hex(line, 0, out ulong start);
        int second = first < 0 ? -1 : Hex(line, first, out ulong size) is var end && end > 0 && _ranges.TryAdd(start, size) ? end : -1;
        if (second < 0)
            return;
        _names.Add((offset + second, line[second..].TrimEnd("\r "u8).Length));
    }

    /// <summary>Reads a number and the spaces behind it; the place where the next field begins, -1 for none.</summary>
    private static int Hex(ReadOnlySpan<byte> line, int at, out ulong value)
    {
        if (line[at..].StartsWith("0x"u8))
            at += 2;
        if (!Utf8Parser.TryParse(line[at..], out value, out int length, 'x') || at + length >= line.Length || line[at + length] != ' ')
            return -1;
        at += length;
        while (at < line.Length && line[at] == ' ')
            at++;
        return at;
    }

    private int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return RandomAccess.Read(_handle, buffer, offset);
        }
        catch (IOException)
        {
            return 0; // a vanished mount: what was read so far is all there is
        }
    }
}
