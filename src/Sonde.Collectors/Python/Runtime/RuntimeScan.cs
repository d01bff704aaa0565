using System.Runtime.InteropServices;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// Finds <c>_PyRuntime</c> in the writable data of a file that has neither symbols nor sections: since 3.13 by the structure for
/// debuggers that it begins with; before, as the only place from which a list of interpreters is reached whose threads point back to
/// them.
/// </summary>
internal static class RuntimeScan
{
    private const int ChunkLength = 1 << 20;

    /// <summary>Where user addresses end on x86-64 and arm64 with four levels of pages (Documentation/arch/x86/x86_64/mm.rst).</summary>
    private const ulong AddressEnd = 1UL << 47;

    private const ulong FirstPage = 4096;

    /// <summary>Looks for it; null when it is not there (yet: an interpreter must have been started).</summary>
    /// <param name="memory">The process.</param>
    /// <param name="maps">Its mappings, by address.</param>
    /// <param name="binary">A mapping of the file.</param>
    /// <param name="layout">The file's version.</param>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public static UserAddress Find(ProcessMemory memory, IReadOnlyList<MemoryMap> maps, MemoryMap binary, PythonLayout layout)
    {
        bool wasBinary = false;
        foreach (MemoryMap map in maps)
        {
            bool isBinary = map.Inode == binary.Inode && map.Device == binary.Device;
            // Zeroed data (.bss) lies behind the file's last mapping, without a file.
            bool isData = (map.Permissions & MapPermissions.Write) != 0 && (isBinary || (wasBinary && map.Path.Length == 0));
            if (isData && FindIn(memory, map, layout) is { IsNull: false } found)
                return found;
            wasBinary = isBinary;
        }

        return UserAddress.Null;
    }

    private static UserAddress FindIn(ProcessMemory memory, MemoryMap map, PythonLayout layout)
    {
        PythonOffsets offsets = layout.Offsets;
        int needed = Math.Max(offsets.RuntimeInitialized, offsets.RuntimeInterpretersHead) + sizeof(ulong);
        var chunk = new byte[ChunkLength + needed];
        for (ulong at = 0; at < map.Length; at += ChunkLength)
        {
            Span<byte> bytes = chunk.AsSpan(0, (int)Math.Min((ulong)chunk.Length, map.Length - at));
            if (!memory.TryRead(map.Start + at, bytes))
                continue;
            for (int start = 0; start + needed <= bytes.Length; start += sizeof(ulong))
            {
                ReadOnlySpan<byte> runtime = bytes[start..];
                UserAddress address = map.Start + at + (ulong)start;
                if (layout.Debug is not null ? runtime.StartsWith(DebugOffsets.Cookie) : IsRuntime(memory, runtime, offsets))
                    return address;
            }
        }

        return UserAddress.Null;
    }

    private static bool IsRuntime(ProcessMemory memory, ReadOnlySpan<byte> runtime, PythonOffsets offsets)
    {
        if (MemoryMarshal.Read<int>(runtime[offsets.RuntimeInitialized..]) != 1)
            return false;
        ulong interpreter = MemoryMarshal.Read<ulong>(runtime[offsets.RuntimeInterpretersHead..]);
        return IsPointer(interpreter)
            && memory.TryRead(new UserAddress(interpreter) + (ulong)offsets.InterpreterThreadsHead, out ulong thread) && IsPointer(thread)
            && memory.TryRead(new UserAddress(thread) + (ulong)offsets.ThreadInterpreter, out ulong back) && back == interpreter;
    }

    private static bool IsPointer(ulong value) => value is >= FirstPage and < AddressEnd && (value & 7) == 0;
}
