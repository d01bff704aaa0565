using System.Buffers.Text;
using System.Text;

namespace Sonde.Linux.Perf;

/// <summary>
/// The kernel's functions from <c>/proc/kallsyms</c>, sorted, names in one block of bytes (about 4 MB for a full kernel).
/// </summary>
public sealed class KernelSymbols
{
    private const string DefaultPath = "/proc/kallsyms";
    private const string RestrictionPath = "/proc/sys/kernel/kptr_restrict";
    private const int BlockLength = 64 * 1024;

    private readonly ulong[] _addresses;
    private readonly int[] _names;
    private readonly byte[] _text;

    private KernelSymbols(List<ulong> addresses, List<int> names, List<byte> text, string problem)
    {
        Problem = addresses.Count > 0 ? "" : problem;
        _addresses = [.. addresses];
        _names = [.. names];
        _text = [.. text];
        // Modules and BPF programs come after the kernel in no order; equal addresses keep any name.
        Array.Sort(_addresses, _names);
    }

    /// <summary>Number of functions; 0 when kernel.kptr_restrict hides the addresses.</summary>
    public int Count => _addresses.Length;

    /// <summary>Why there are none, and what to do; empty when there are.</summary>
    public string Problem { get; }

    /// <summary>A table without symbols.</summary>
    /// <param name="problem">Why.</param>
    public static KernelSymbols None(string problem) => new([], [], [], problem);

    /// <summary>Reads the table; empty when it cannot be read.</summary>
    /// <param name="path">The file, in the format of <c>/proc/kallsyms</c>.</param>
    /// <param name="restriction">Where the kernel says who may see addresses.</param>
    public static KernelSymbols Load(string path = DefaultPath, string restriction = RestrictionPath)
    {
        string problem = "";
        var addresses = new List<ulong>();
        var names = new List<int>();
        var text = new List<byte>();
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var block = new byte[BlockLength];
            int kept = 0, read;
            while ((read = stream.Read(block.AsSpan(kept))) > 0)
            {
                ReadOnlySpan<byte> rest = block.AsSpan(0, kept + read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                    Add(rest[..end], addresses, names, text);
                kept = rest.Length == block.Length ? 0 : rest.Length; // a line longer than a block is no symbol
                rest[..kept].CopyTo(block);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not permitted, or no kallsyms: addresses stay without names.
            problem = $"{path} cannot be read: {e.Message}";
        }

        return new KernelSymbols(addresses, names, text, problem.Length > 0 ? problem : Hidden(restriction));
    }

    /// <summary>Finds the function that an address belongs to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">Its name; of a module's function without the module.</param>
    /// <param name="module">The module's name; empty for the kernel itself.</param>
    /// <param name="start">The function's first address.</param>
    public bool TryFind(ulong address, out string name, out string module, out ulong start)
    {
        name = module = "";
        start = 0;
        int found = Array.BinarySearch(_addresses, address);
        int index = found >= 0 ? found : ~found - 1;
        if (index < 0)
            return false;
        start = _addresses[index];
        ReadOnlySpan<byte> text = _text.AsSpan(_names[index]);
        text = text[..text.IndexOf((byte)'\n')];
        int tab = text.IndexOf((byte)'\t');
        name = Encoding.UTF8.GetString(tab < 0 ? text : text[..tab]);
        module = tab < 0 ? "" : Encoding.UTF8.GetString(text[(tab + 1)..].Trim("[]"u8));
        return true;
    }

    // Documentation/admin-guide/sysctl/kernel.rst. With 0 the table depends on kernel.perf_event_paranoid (kallsyms_show_value in
    // kernel/ksyms_common.c).
    private static string Hidden(string restriction)
    {
        string value = "unknown";
        try
        {
            value = File.ReadAllText(restriction).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A kernel or a sandbox without it.
        }

        return value switch
        {
            "2" => "hidden from everyone by kernel.kptr_restrict=2 (set it to 1 on the node)",
            "1" => "hidden by kernel.kptr_restrict=1 (needs CAP_SYSLOG)",
            "0" => "hidden by kernel.perf_event_paranoid (needs CAP_SYSLOG, or a value of at most 1)",
            _ => $"hidden by the kernel (kernel.kptr_restrict is {value}; needs CAP_SYSLOG)",
        };
    }

    // ffffffff81000000 T _text
    // ffffffffc0000000 t helper\t[module]
    private static void Add(ReadOnlySpan<byte> line, List<ulong> addresses, List<int> names, List<byte> text)
    {
        if (!Utf8Parser.TryParse(line, out ulong address, out int length, 'x') || address == 0 || line.Length < length + 4)
            return;
        if (line[length + 1] is not ((byte)'t' or (byte)'T' or (byte)'w' or (byte)'W'))
            return;
        addresses.Add(address);
        names.Add(text.Count);
        text.AddRange(line[(length + 3)..]);
        text.Add((byte)'\n');
    }
}
