using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sonde.Linux.Memory;

namespace Sonde.Linux.Procfs;

/// <summary>One line of <c>/proc/PID/maps</c> (proc_pid_maps(5)).</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">The byte after the last.</param>
/// <param name="Permissions">Rights.</param>
/// <param name="FileOffset">Where in the file <paramref name="Start"/> lies, in bytes.</param>
/// <param name="Device">Device of the file; zeros without a file.</param>
/// <param name="Inode">Inode of the file; 0 without a file.</param>
/// <param name="Path">
/// The file as the target's mount namespace names it, or a name in brackets such as <c>[heap]</c>, or empty. Without the suffix
/// <c> (deleted)</c>.
/// </param>
/// <param name="IsDeleted">The file has been removed or replaced: open it through <c>/proc/PID/map_files</c>.</param>
public sealed record MemoryMap(
    UserAddress Start, UserAddress End, MapPermissions Permissions, ulong FileOffset, DeviceNumber Device, ulong Inode,
    string Path, bool IsDeleted)
{
    /// <summary>Length in bytes.</summary>
    public ulong Length => End.Value - Start.Value;

    /// <summary>True when code may run from it.</summary>
    public bool IsExecutable => (Permissions & MapPermissions.Execute) != 0;

    /// <summary>True when no file lies behind it (heap, stack, vdso, JIT code, …).</summary>
    public bool IsAnonymous => Path.Length == 0 || Path[0] == '[';

    /// <summary>Its name in <c>/proc/PID/map_files</c>.</summary>
    public string MapFilesName => string.Create(CultureInfo.InvariantCulture, $"{Start.Value:x}-{End.Value:x}");

    /// <summary>True when an address lies in it.</summary>
    public bool Contains(UserAddress address) => address.Value >= Start.Value && address.Value < End.Value;

    /// <summary>Parses one line without its line end; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out MemoryMap? map) =>
        TryParse(line, null, out map);

    /// <summary>Parses all lines; those that cannot be understood are left out.</summary>
    public static IReadOnlyList<MemoryMap> ParseAll(ReadOnlySpan<byte> content)
    {
        var maps = new List<MemoryMap>();
        while (!content.IsEmpty)
        {
            int end = content.IndexOf((byte)'\n');
            if (TryParse(end < 0 ? content : content[..end], maps.Count > 0 ? maps[^1] : null, out MemoryMap? map))
                maps.Add(map);
            content = end < 0 ? default : content[(end + 1)..];
        }

        return maps;
    }

    private static bool TryParse(ReadOnlySpan<byte> line, MemoryMap? previous, [NotNullWhen(true)] out MemoryMap? map)
    {
        map = null;
        var fields = new FieldReader(line);
        if (!fields.TryRead(out ReadOnlySpan<byte> range) || !TryReadHexPair(range, (byte)'-', out ulong start, out ulong end)
            || end < start || !fields.TryRead(out ReadOnlySpan<byte> rights) || rights.Length < 4
            || !fields.TryRead(out ReadOnlySpan<byte> offsetText) || !TryReadHex(offsetText, out ulong offset)
            || !fields.TryRead(out ReadOnlySpan<byte> device)
            || !TryReadHexPair(device, (byte)':', out ulong major, out ulong minor)
            || !fields.TryReadUInt64(out ulong inode))
        {
            return false;
        }

        MapPermissions permissions = (rights[0] == 'r' ? MapPermissions.Read : 0)
            | (rights[1] == 'w' ? MapPermissions.Write : 0)
            | (rights[2] == 'x' ? MapPermissions.Execute : 0)
            | (rights[3] == 's' ? MapPermissions.Shared : 0);
        ReadOnlySpan<byte> name = fields.Rest;
        bool deleted = name.EndsWith(" (deleted)"u8) && name[0] == '/';
        if (deleted)
            name = name[..^" (deleted)".Length];
        map = new MemoryMap(
            new UserAddress(start), new UserAddress(end), permissions, offset, new DeviceNumber((uint)major, (uint)minor), inode,
            Intern(name, previous), deleted);
        return true;
    }

    /// <summary>The segments of a file follow each other: they share one string.</summary>
    private static string Intern(ReadOnlySpan<byte> name, MemoryMap? previous)
    {
        if (name.IsEmpty)
            return "";
        // The kernel escapes only line ends in this file (show_map_vma in fs/proc/task_mmu.c).
        string path = name.IndexOf((byte)'\\') < 0
            ? Encoding.UTF8.GetString(name)
            : Encoding.UTF8.GetString(name).Replace("\\012", "\n", StringComparison.Ordinal);
        return previous is not null && previous.Path == path ? previous.Path : path;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> text, out ulong value) =>
        Utf8Parser.TryParse(text, out value, out int used, 'x') && used == text.Length;

    private static bool TryReadHexPair(ReadOnlySpan<byte> text, byte separator, out ulong first, out ulong second)
    {
        first = second = 0;
        int middle = text.IndexOf(separator);
        return middle > 0 && TryReadHex(text[..middle], out first) && TryReadHex(text[(middle + 1)..], out second);
    }
}
