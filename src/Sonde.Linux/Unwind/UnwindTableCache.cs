using System.Collections.Concurrent;
using System.Globalization;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Unwind;

/// <summary>
/// The unwind tables of all modules met so far, so that a library mapped by a thousand processes is compiled once. Safe for
/// concurrent use.
/// </summary>
public sealed class UnwindTableCache
{
    private readonly ConcurrentDictionary<string, Lazy<UnwindTable>> _tables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ElfFile, UnwindTable> _files = new();

    /// <summary>How many modules have a table.</summary>
    public int Count => _tables.Count;

    /// <summary>About how much memory the tables take, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            long sum = 0;
            foreach (Lazy<UnwindTable> table in _tables.Values)
                sum += table.IsValueCreated ? table.Value.MemoryBytes : 0;
            return sum;
        }
    }

    /// <summary>The table of a module, loaded when it is the first with its build ID (without one: its path).</summary>
    /// <param name="file">The module. It must stay open as long as the cache is used.</param>
    public UnwindTable Get(ElfFile file) => _files.TryGetValue(file, out UnwindTable? table) ? table : _files.GetOrAdd(
        file, _tables.GetOrAdd(KeyOf(file), _ => new Lazy<UnwindTable>(() => UnwindTable.Load(file))).Value);

    // With the length: a file that only claims the build ID of another one must not replace it for other processes.
    private static string KeyOf(ElfFile file) => string.Create(
        CultureInfo.InvariantCulture, $"{(file.BuildId.Length > 0 ? file.BuildId : file.Path)} {file.Length}");
}
